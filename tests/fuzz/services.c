#include "tests/fuzz/services.h"

#include "bianmin/rules_table.h"
#include "evaluation/service.h"
#include "evaluation/things.h"
#include "intake/service.h"
#include "intake/things.h"
#include "notification/service.h"
#include "notification/things.h"
#include "review/service.h"
#include "review/things.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct dom_calendar calendar;
static struct intake_things intake;
static struct review_things review;
static struct evaluation_things evaluation;
static struct notification_things notification;
static const struct fuzz_service services[FUZZ_SERVICES] = {{&intake_service, &intake},
                                                            {&review_service, &review},
                                                            {&evaluation_service, &evaluation},
                                                            {&notification_service, &notification}};

static struct rt_seal *new_seal(void) {
  char path[] = "/tmp/bm-fuzz-XXXXXX";
  struct rt_error error = {0};
  struct rt_seal *seal = NULL;
  int fd = mkstemp(path);
  must(fd >= 0);
  close(fd);
  unlink(path);
  must(rt_seal_make_keys(path, &error) && rt_seal_new(path, &seal, &error));
  unlink(path);
  return seal;
}

const struct fuzz_service *fuzz_services(void) {
  static struct rt_seal *seal;
  if (seal == NULL) {
    seal = new_seal();
    rt_rules_use(bm_rules);
    dom_calendar_init(&calendar);
    intake = (struct intake_things){.calendar = &calendar, .seal = seal, .papers_dir = "/nonexistent"};
    review.calendar = evaluation.calendar = calendar;
    evaluation.seal = notification.seal = seal;
  }
  return services;
}

const struct rt_seal *fuzz_seal(void) {
  return fuzz_services() == services ? intake.seal : NULL;
}

const struct rt_method *fuzz_method(const char *name, size_t size, const struct fuzz_service **ret_service) {
  const struct rt_method *all[256];
  const struct fuzz_service *of[256];
  size_t count = 0;
  for (const struct fuzz_service *s = fuzz_services(); s < services + FUZZ_SERVICES; s++) {
    for (const struct rt_method *m = s->service->methods; m->name != NULL; m++) {
      must(count < sizeof all / sizeof all[0]);
      all[count] = m;
      of[count++] = s;
      if (strlen(m->name) == size && memcmp(m->name, name, size) == 0) {
        *ret_service = s;
        return m;
      }
    }
  }
  size_t chosen = fuzz_hash(name, size) % count;
  *ret_service = of[chosen];
  return all[chosen];
}
