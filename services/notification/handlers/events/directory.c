/* Copies of the directory: whom to find by role, unit and office, and what units are called. */
#include "notification/store/directory.h"
#include "bianmin/events.pb-c.h"
#include "bianmin/notification_methods.h"
#include "notification/things.h"
#include <string.h>

/* A nation has more than a million units, which come one behind the other: those of a round together. */
static void units_save(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct notification_unit *units = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *units);
  for (size_t i = 0; i < count; i++) {
    const Bm__UnitPut *in = rt_call_request(calls[i], &bm__unit_put__descriptor);
    units[i] = (struct notification_unit){.unit = in->unit, .name = in->name, .path = in->path};
  }
  notification_units_put(pipe, units, count);
}

const struct rt_handler notification_on_unit_put = {.save_all = units_save};

static void account_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__AccountPut *in = rt_call_request(call, &bm__account_put__descriptor);
  const struct notification_things *things = call->service;
  struct notification_account account = {.username = in->username,
                                         .name = in->name,
                                         .unit = in->unit,
                                         .unit_path = in->unit_path,
                                         .offices = (const char *const *)in->offices,
                                         .office_count = in->n_offices,
                                         .active = in->active};
  const struct rt_seal_place place = {notification_accounts_table, "email_sealed", in->username};
  for (size_t i = 0; i < in->n_roles; i++)
    if (in->roles[i] > 0 && in->roles[i] < 31)
      account.roles |= INT64_C(1) << in->roles[i];
  if (*in->email)
    account.email_sealed = rt_seal_close(things->seal, call->arena, place, in->email, strlen(in->email));
  notification_accounts_put(pipe, &account);
}

const struct rt_handler notification_on_account_put = {.save = account_save};
