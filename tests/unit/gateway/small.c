/* The small pure questions: tokens, media types, role lists, statuses. */
#include "bianmin/options.pb-c.h"
#include "gateway/http/check.h"
#include "gateway/http/reply.h"
#include "gateway/papers/upload.h"

#include <criterion/criterion.h>

#define TOKEN "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF_"

Test(gateway_small, bearer) {
  cr_assert_str_eq(gw_check_bearer("Bearer " TOKEN), TOKEN);
  cr_assert_str_eq(gw_check_bearer("bearer " TOKEN), TOKEN);
  cr_assert_null(gw_check_bearer("Bearer "));
  cr_assert_null(gw_check_bearer("Bearer short"));
  cr_assert_null(gw_check_bearer("Bearer " TOKEN " x"));
  cr_assert_null(gw_check_bearer("Bearer  " TOKEN));
  cr_assert_null(gw_check_bearer("Basic " TOKEN));
  cr_assert_null(gw_check_bearer("Bearer " TOKEN TOKEN TOKEN));
  cr_assert_null(gw_check_bearer(""));
}

Test(gateway_small, json_type) {
  static const char *const good[] = {"application/json", "Application/JSON", "application/json; charset=utf-8",
                                     "application/json;charset=\"UTF-8\"", "application/json "};
  static const char *const bad[] = {"text/json",
                                    "application/json; charset=gbk",
                                    "application/jsonx",
                                    "application/json;x=y",
                                    "application/problem+json",
                                    ""};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    cr_assert(gw_check_is_json(good[i]), "%s", good[i]);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    cr_assert_not(gw_check_is_json(bad[i]), "%s", bad[i]);
  }
}

Test(gateway_small, media_type) {
  char type[101];
  cr_assert(gw_upload_media_type("Image/JPEG; q=1", type, sizeof type));
  cr_assert_str_eq(type, "image/jpeg");
  cr_assert_not(gw_upload_media_type("", type, sizeof type));
  cr_assert_not(gw_upload_media_type("image", type, sizeof type));
  cr_assert_not(gw_upload_media_type("image/", type, sizeof type));
  cr_assert_not(gw_upload_media_type("/jpeg", type, sizeof type));
  cr_assert_not(gw_upload_media_type("image/jp/eg", type, sizeof type));
}

Test(gateway_small, roles) {
  const uint32_t clerk = 1u << BM__ROLE__ENUM__CLERK;
  int32_t roles[] = {BM__ROLE__ENUM__REVIEWER, BM__ROLE__ENUM__CLERK};
  Bm__Subject subject = BM__SUBJECT__INIT;
  cr_assert(gw_check_role(1u << BM__ROLE__ENUM__ANYONE, NULL));
  cr_assert_not(gw_check_role(1u << BM__ROLE__ENUM__SIGNED_IN, NULL));
  cr_assert(gw_check_role(1u << BM__ROLE__ENUM__SIGNED_IN, &subject));
  cr_assert_not(gw_check_role(clerk, &subject));
  subject.roles = roles;
  subject.n_roles = 2;
  cr_assert(gw_check_role(clerk, &subject));
  cr_assert_not(gw_check_role(1u << BM__ROLE__ENUM__CITIZEN, &subject));
  roles[1] = BM__ROLE__ENUM__GATEWAY;
  cr_assert_not(gw_check_role(1u << BM__ROLE__ENUM__GATEWAY, &subject), "no account has the roles of keys");
}

Test(gateway_small, statuses) {
  cr_assert_eq(gw_reply_http_status(RT_INVALID_ARGUMENT, ""), 400);
  cr_assert_eq(gw_reply_http_status(RT_UNAUTHENTICATED, "SIGN_IN_FAILED"), 401);
  cr_assert_eq(gw_reply_http_status(RT_PERMISSION_DENIED, ""), 403);
  cr_assert_eq(gw_reply_http_status(RT_NOT_FOUND, ""), 404);
  cr_assert_eq(gw_reply_http_status(RT_FAILED_PRECONDITION, "ITEM_ABOLISHED"), 409);
  cr_assert_eq(gw_reply_http_status(RT_ABORTED, ""), 409);
  cr_assert_eq(gw_reply_http_status(RT_ALREADY_EXISTS, ""), 409);
  cr_assert_eq(gw_reply_http_status(RT_FAILED_PRECONDITION, "KEY_REUSED"), 422);
  cr_assert_eq(gw_reply_http_status(RT_INVALID_ARGUMENT, "PAPER_TYPE"), 415);
  cr_assert_eq(gw_reply_http_status(RT_RESOURCE_EXHAUSTED, ""), 429);
  cr_assert_eq(gw_reply_http_status(RT_UNAVAILABLE, ""), 503);
  cr_assert_eq(gw_reply_http_status(RT_DEADLINE_EXCEEDED, ""), 503);
  cr_assert_eq(gw_reply_http_status(RT_INTERNAL, ""), 500);
  cr_assert_eq(gw_reply_http_status(99, ""), 500);
}
