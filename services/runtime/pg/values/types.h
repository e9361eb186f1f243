/* Type numbers and epochs of PostgreSQL (pg_type.dat, timestamp.h): fixed for all versions. */
#ifndef RT_PG_TYPES_H
#define RT_PG_TYPES_H

#include <stdint.h>

enum {
  RT_PG_BOOL = 16,
  RT_PG_BYTEA = 17,
  RT_PG_CHAR = 18,
  RT_PG_NAME = 19,
  RT_PG_INT8 = 20,
  RT_PG_INT2 = 21,
  RT_PG_INT4 = 23,
  RT_PG_TEXT = 25,
  RT_PG_JSON = 114,
  RT_PG_BYTEA_ARRAY = 1001,
  RT_PG_TEXT_ARRAY = 1009,
  RT_PG_INT8_ARRAY = 1016,
  RT_PG_BPCHAR = 1042,
  RT_PG_VARCHAR = 1043,
  RT_PG_DATE = 1082,
  RT_PG_DATE_ARRAY = 1182,
  RT_PG_TIMESTAMPTZ = 1184,
  RT_PG_TIMESTAMPTZ_ARRAY = 1185,
  RT_PG_UUID = 2950,
  RT_PG_UUID_ARRAY = 2951,
};

enum { RT_PG_UUID_BYTES = 16, RT_PG_UUID_TEXT = 36 };

/* PostgreSQL counts from 2000-01-01. */
enum { RT_PG_EPOCH_DAY = 10957 };
#define RT_PG_EPOCH_US (INT64_C(86400000000) * RT_PG_EPOCH_DAY)

#endif
