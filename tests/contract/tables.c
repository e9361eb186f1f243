/* The generated tables agree with the descriptors and with each other: what the gateway routes is what a service
 * answers. */
#include "bianmin/all_methods.h"
#include "bianmin/openapi.h"
#include "bianmin/rules_table.h"
#include "gateway/routes.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

/* "case_number" → "caseNumber" */
static void json_name(const char *proto, char *ret) {
  bool up = false;
  for (; *proto; proto++) {
    if (*proto == '_') {
      up = true;
      continue;
    }
    *ret++ = (char)(up ? toupper((unsigned char)*proto) : *proto);
    up = false;
  }
  *ret = '\0';
}

static const ProtobufCFieldDescriptor *field_of(const ProtobufCMessageDescriptor *type, const char *json) {
  for (unsigned i = 0; i < type->n_fields; i++) {
    char name[100];
    json_name(type->fields[i].name, name);
    if (strcmp(name, json) == 0) {
      return &type->fields[i];
    }
  }
  return NULL;
}

static const struct rt_method *method_of(const char *name) {
  const struct rt_method *method = bm_all_methods;
  while (method->name && strcmp(method->name, name) != 0) {
    method++;
  }
  return method->name ? method : NULL;
}

Test(tables, routes_agree_with_methods) {
  cr_assert(gw_routes[0].verb, "no routes at all");
  for (const struct gw_route *route = gw_routes; route->verb; route++) {
    const struct rt_method *method = method_of(route->method);
    cr_assert(route->roles != 0, "%s", route->method);
    cr_assert_eq(method == NULL, route->live, "%s: live lists alone are served without a method", route->path);
    if (!method)
      continue;
    cr_assert_str_eq(method->lane, route->lane);
    cr_assert_eq(method->roles, route->roles, "%s", route->method);
    cr_assert_eq(method->keyed, route->keyed, "%s", route->method);
    cr_assert_eq(method->request, route->request, "%s", route->method);
    cr_assert_eq(method->reply, route->reply, "%s", route->method);
  }
}

Test(tables, variables_and_parameters_are_fields) {
  for (const struct gw_route *route = gw_routes; route->verb; route++) {
    for (const struct gw_segment *segment = route->segments; segment->text; segment++) {
      const ProtobufCFieldDescriptor *field = segment->variable ? field_of(route->request, segment->text) : NULL;
      cr_assert(!segment->variable || (field && field->type == PROTOBUF_C_TYPE_STRING), "%s", route->path);
    }
    for (const char *const *name = route->query; *name; name++) {
      cr_assert(field_of(route->request, *name), "%s ?%s", route->path, *name);
    }
  }
}

Test(tables, every_rule_is_of_a_field_and_every_pattern_compiles) {
  for (const struct rt_message_rules *rules = bm_rules; rules->type; rules++) {
    for (size_t i = 0; i < rules->count; i++) {
      cr_assert(protobuf_c_message_descriptor_get_field_by_name(rules->type, rules->fields[i].field), "%s.%s",
                rules->type->name, rules->fields[i].field);
    }
  }
  rt_rules_use(bm_rules); /* asserts on a pattern that is none */
}

Test(tables, the_api_document_is_there) {
  cr_assert(bm_openapi_bytes > 1000 && bm_openapi[0] == '{');
}
