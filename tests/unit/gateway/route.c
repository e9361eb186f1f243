/* Finding the row: on the generated table itself. */
#include "gateway/http/route.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct row {
  const char *verb;
  const char *target;
  const char *method; /* NULL: no route */
  const char *allow;
  const char *variables; /* name=value joined with | */
} rows[] = {
    {"POST", "/v1/sessions", "intake.SignIn", "", ""},
    {"DELETE", "/v1/sessions/current", "intake.SignOut", "", ""},
    {"GET", "/v1/cases", "intake.ListCases", "", ""},
    {"HEAD", "/v1/cases", "intake.ListCases", "", ""},
    {"POST", "/v1/cases", "intake.CreateCase", "", ""},
    {"GET", "/v1/cases/530623-20261123-000042-7", "intake.GetCase", "", "caseNumber=530623-20261123-000042-7"},
    {"GET", "/v1/cases/x/trail", "intake.GetTrail", "", "caseNumber=x"},
    {"POST", "/v1/cases/x:accept", "intake.AcceptCase", "", "caseNumber=x"},
    {"POST", "/v1/cases/x%3Aaccept", "intake.AcceptCase", "", "caseNumber=x"},
    {"POST", "/v1/deadlines:compute", "review.ComputeDeadline", "", ""},
    {"PUT", "/v1/papers", "intake.FinishPaper", "", ""},
    {"PUT", "/v1/cases", NULL, "GET, POST", ""},
    {"PATCH", "/v1/cases", NULL, "GET, POST", ""},
    {"GET", "/v1/cases/x:accept", NULL, "POST", ""},
    {"POST", "/v1/cases/x:fly", NULL, "", ""},
    {"POST", "/v1/cases/:accept", NULL, "", ""},
    {"POST", "/v1/cases/x:y:accept", NULL, "", ""},
    {"GET", "/v1/cases/", NULL, "", ""},
    {"GET", "/v1/cases/x/", NULL, "", ""},
    {"GET", "//v1/cases", NULL, "", ""},
    {"GET", "/v1/../v1/cases", NULL, "", ""},
    {"GET", "/V1/cases", NULL, "", ""},
    {"GET", "/v2/cases", NULL, "", ""},
    {"GET", "/", NULL, "", ""},
    {"GET", "/v1", NULL, "", ""},
    {"GET", "/v1/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s", NULL, "", ""},
};

Test(gateway_route, rows) {
  static struct rt_http_target target;
  static char scratch[RT_HTTP_HEAD_MAX];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const struct row *row = &rows[i];
    struct gw_match match;
    char variables[256] = "";
    cr_assert_null(rt_http_target_parse((struct rt_http_text){row->target, strlen(row->target)}, &target));
    gw_route_find(gw_routes, row->verb, &target, scratch, &match);
    cr_assert_eq(match.route != NULL, row->method != NULL, "%s %s", row->verb, row->target);
    if (match.route) {
      cr_assert_str_eq(match.route->method, row->method, "%s %s: %s", row->verb, row->target, match.route->method);
    }
    for (size_t k = 0; k < match.variable_count; k++) {
      sprintf(variables + strlen(variables), "%s%s=%s", k ? "|" : "", match.variables[k].name,
              match.variables[k].value);
    }
    cr_assert_str_eq(variables, row->variables, "%s %s", row->verb, row->target);
    cr_assert_str_eq(match.allow, row->allow, "%s %s: %s", row->verb, row->target, match.allow);
  }
}

/* Each row of the table is found by its own path. */
Test(gateway_route, every_route_is_reachable) {
  static struct rt_http_target target;
  static char scratch[RT_HTTP_HEAD_MAX];
  for (const struct gw_route *route = gw_routes; route->verb; route++) {
    char path[256] = "";
    struct gw_match match;
    for (const struct gw_segment *segment = route->segments; segment->text; segment++) {
      sprintf(path + strlen(path), "/%s", segment->variable ? "x1" : segment->text);
    }
    if (route->action) {
      sprintf(path + strlen(path), ":%s", route->action);
    }
    cr_assert_null(rt_http_target_parse((struct rt_http_text){path, strlen(path)}, &target));
    gw_route_find(gw_routes, route->verb, &target, scratch, &match);
    cr_assert_eq(match.route, route, "%s %s", route->verb, path);
  }
}
