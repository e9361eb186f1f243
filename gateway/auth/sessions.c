/* A hash table of entries in chains. Those who ask for one token while intake is being asked wait in its entry, so a
 * page that opens with ten requests costs one question. */
#include "gateway/auth/sessions.h"

#include <assert.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096, FRESH_MS = 5000, STALE_MS = 30000, ENTRIES_MAX = 50000 };

struct waiter {
  struct waiter *next;
  gw_session_fn done;
  void *context;
};

struct entry {
  struct entry *next;
  unsigned char hash[crypto_hash_sha256_BYTES];
  struct rt_buffer subject; /* empty: not known yet */
  int64_t learned_ms;
  bool asking;
  bool forgotten; /* signed out while intake was asked */
  struct waiter *waiters;
};

struct gw_sessions {
  gw_ask_fn ask;
  void *context;
  struct entry *buckets[BUCKETS];
  size_t count;
};

struct gw_sessions *gw_sessions_new(gw_ask_fn ask, void *context) {
  struct gw_sessions *sessions = calloc(1, sizeof *sessions);
  assert(sessions);
  sessions->ask = ask;
  sessions->context = context;
  return sessions;
}

static struct entry **place(struct gw_sessions *sessions, const unsigned char *hash) {
  size_t bucket = ((size_t)hash[0] << 8 | hash[1]) % BUCKETS;
  struct entry **at = &sessions->buckets[bucket];
  while (*at && sodium_memcmp((*at)->hash, hash, sizeof(*at)->hash) != 0) {
    at = &(*at)->next;
  }
  return at;
}

static void remove_at(struct gw_sessions *sessions, struct entry **at) {
  struct entry *entry = *at;
  assert(!entry->asking && !entry->waiters);
  *at = entry->next;
  rt_buffer_free(&entry->subject);
  free(entry);
  sessions->count--;
}

void gw_sessions_destroy(struct gw_sessions **sessions) {
  if (!*sessions) {
    return;
  }
  for (size_t i = 0; i < BUCKETS; i++) {
    while ((*sessions)->buckets[i]) {
      (*sessions)->buckets[i]->asking = false;
      remove_at(*sessions, &(*sessions)->buckets[i]);
    }
  }
  free(*sessions);
  *sessions = NULL;
}

static struct entry *entry_of(struct gw_sessions *sessions, const char *token) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
  struct entry **at = place(sessions, hash);
  if (!*at) {
    *at = calloc(1, sizeof **at);
    assert(*at);
    memcpy((*at)->hash, hash, sizeof hash);
    sessions->count++;
  }
  return *at;
}

static bool known_within(const struct entry *entry, int64_t now_ms, int64_t age_ms) {
  return entry->subject.used > 0 && now_ms - entry->learned_ms < age_ms;
}

static struct rt_bytes subject_of(const struct entry *entry) {
  return (struct rt_bytes){(const uint8_t *)entry->subject.data, entry->subject.used};
}

void gw_sessions_find(struct gw_sessions *sessions, const char *token, int64_t now_ms, gw_session_fn done,
                      void *context) {
  if (sessions->count >= ENTRIES_MAX) {
    gw_sessions_sweep(sessions, now_ms + STALE_MS);
  }
  struct entry *entry = entry_of(sessions, token);
  if (known_within(entry, now_ms, FRESH_MS)) {
    done(context, GW_SESSION_KNOWN, subject_of(entry));
    return;
  }
  struct waiter *waiter = calloc(1, sizeof *waiter);
  assert(waiter);
  *waiter = (struct waiter){entry->waiters, done, context};
  entry->waiters = waiter;
  if (!entry->asking) {
    entry->asking = true;
    sessions->ask(sessions->context, token, entry);
  }
}

/* Tells everybody who waits. A call may ask again for the same token; that one waits anew and is not told here. */
static void tell(struct entry *entry, enum gw_verdict verdict, struct rt_bytes subject) {
  struct waiter *waiter = entry->waiters;
  entry->waiters = NULL;
  while (waiter) {
    struct waiter *next = waiter->next;
    waiter->done(waiter->context, verdict, subject);
    free(waiter);
    waiter = next;
  }
}

void gw_sessions_learn(struct gw_sessions *sessions, void *asked, enum gw_verdict verdict, struct rt_bytes subject,
                       int64_t now_ms) {
  struct entry *entry = asked;
  struct rt_buffer copy = {NULL, 0, 0};
  assert(entry->asking);
  if (verdict == GW_SESSION_AWAY && known_within(entry, now_ms, STALE_MS)) {
    verdict = GW_SESSION_KNOWN;
    subject = subject_of(entry);
  } else if (verdict != GW_SESSION_AWAY) {
    rt_buffer_clear(&entry->subject);
  }
  if (subject.size > 0) {
    rt_buffer_add(&copy, subject.data, subject.size);
  }
  if (verdict == GW_SESSION_KNOWN && entry->subject.used == 0 && !entry->forgotten) {
    rt_buffer_add(&entry->subject, copy.data, copy.used);
    entry->learned_ms = now_ms;
  }
  tell(entry, verdict, (struct rt_bytes){(const uint8_t *)copy.data, copy.used});
  rt_buffer_free(&copy);
  entry->asking = false;
  entry->forgotten = false;
  if (entry->waiters) { /* somebody asked while the others were told */
    tell(entry, GW_SESSION_AWAY, (struct rt_bytes){NULL, 0});
  }
  if (entry->subject.used == 0) {
    remove_at(sessions, place(sessions, entry->hash));
  }
}

void gw_sessions_forget(struct gw_sessions *sessions, const char *token) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
  struct entry **at = place(sessions, hash);
  if (*at && (*at)->asking) {
    (*at)->forgotten = true;
    rt_buffer_clear(&(*at)->subject);
  } else if (*at) {
    remove_at(sessions, at);
  }
}

void gw_sessions_sweep(struct gw_sessions *sessions, int64_t now_ms) {
  for (size_t i = 0; i < BUCKETS; i++) {
    for (struct entry **at = &sessions->buckets[i]; *at;) {
      if ((*at)->asking || known_within(*at, now_ms, STALE_MS)) {
        at = &(*at)->next;
      } else {
        remove_at(sessions, at);
      }
    }
  }
}

size_t gw_sessions_count(const struct gw_sessions *sessions) {
  return sessions->count;
}
