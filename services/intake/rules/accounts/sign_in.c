#include "intake/rules/accounts/sign_in.h"

#include <stddef.h>

static const int64_t second_us = 1000000;

bool intake_try_allowed(const struct intake_tries *tries, int64_t now_us, int32_t *ret_wait_s,
                        struct dom_refusal *refusal) {
  if (tries->failures < INTAKE_TRIES_FREE || now_us >= tries->blocked_until_us)
    return true;
  int64_t wait = (tries->blocked_until_us - now_us + second_us - 1) / second_us;
  /* A clock that was put back must not lock anyone out for longer than the longest wait. */
  *ret_wait_s = (int32_t)(wait < INTAKE_TRIES_WAIT_MAX_S ? wait : INTAKE_TRIES_WAIT_MAX_S);
  return dom_refuse(refusal, DOM_TOO_MANY, "TOO_MANY_ATTEMPTS", NULL, "登录失败次数过多，请在 %d 秒后再试",
                    (int)*ret_wait_s);
}

static int64_t wait_after(int32_t failures) {
  int64_t wait = INTAKE_TRIES_WAIT_S;
  for (int32_t i = INTAKE_TRIES_FREE; i < failures && wait < INTAKE_TRIES_WAIT_MAX_S; i++)
    wait *= 2;
  return wait < INTAKE_TRIES_WAIT_MAX_S ? wait : INTAKE_TRIES_WAIT_MAX_S;
}

void intake_try_failed(struct intake_tries *tries, int64_t now_us) {
  if (now_us - tries->last_us > INTAKE_TRIES_FORGET_S * second_us)
    tries->failures = 0;
  tries->failures++;
  tries->last_us = now_us;
  tries->blocked_until_us = now_us;
  if (tries->failures >= INTAKE_TRIES_FREE)
    tries->blocked_until_us += wait_after(tries->failures) * second_us;
}

bool intake_session_holds(const struct intake_session *session, int64_t now_us) {
  return session->username && !session->revoked && !session->closed && now_us < session->expires_at_us;
}
