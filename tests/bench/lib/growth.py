"""Growth: one system with many cases stored beside one with few, acceptances on both in turn.

The store is filled by SQL: whole lives are brought through the system first, then their rows are multiplied in every service's tables
under new numbers and ids, spread over the two years before. Indexes are made anew at the end, as after a restore. What is sealed stays as
it was: it is bound to its first row and cannot be opened in the copies, which no acceptance tries.
"""
import statistics
import threading
import time

from figures import difference, median, ratio
from rows import ROWS, measured
from system import Sql

TEMPLATES = 40  # whole lives that are multiplied
DAYS = 730      # before today, over which the copies are spread
KEPT = 2        # rows of the trail and of the inboxes a case: enough to make the tables long
ROW = {row.name: row for row in ROWS}

# ISO 7064 MOD 11,10 over the digits before it.
CHECK_DIGIT = """
CREATE FUNCTION growth.check_digit(digits text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE p int := 10; s int;
BEGIN
  FOR i IN 1 .. length(digits) LOOP
    s := (substr(digits, i, 1)::int + p) % 10;
    IF s = 0 THEN s := 10; END IF;
    p := (s * 2) % 11;
  END LOOP;
  RETURN ((11 - p) % 10)::text;
END $$"""

MAP = """
CREATE UNLOGGED TABLE growth.copies AS
SELECT g, t.case_number AS template, at,
       '530623-' || day || '-' || running || '-' || growth.check_digit('530623' || day || running) AS number
FROM (SELECT g, 1 + g % {templates} AS pick, to_char(at, 'YYYYMMDD') AS day, lpad((1 + g % {a_day})::text, 6, '0') AS running, at
      FROM (SELECT g, date_trunc('day', {newest}) - interval '1 day' * ({days} - g / {a_day}) + interval '1 second' * (g % {a_day} % 30000) AS at
            FROM generate_series(0, {count} - 1) AS g) AS x) AS y
JOIN (SELECT row_number() OVER (ORDER BY case_number) AS pick, case_number
      FROM intake.cases WHERE state = 8 ORDER BY case_number LIMIT {templates}) AS t USING (pick)"""

# A UUID of version 7 for the copy's time.
UUID = ("(lpad(to_hex((extract(epoch FROM m.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(m.g || '{salt}' || {more}), 1, 3)"
        " || '8' || substr(md5(m.g || '{salt}' || {more}), 4, 15))::uuid")

# (table, how its rows belong to a case, columns that are new, further condition)
TABLES = [
    ("intake.cases", "case_number", {"applicant_blind": "sha256(int8send(m.g))", "query_code_hash": "sha256(int8send(-m.g))",
                                     "received_at": "m.at", "papers_at": "m.at"}, ""),
    ("intake.trail", "case_number", {}, f"x.place <= {KEPT}"),
    ("review.tasks", "case_number", {"task": UUID.format(salt="task", more="''")}, ""),
    ("evaluation.cases", "case_number", {"received_at": "m.at", "received_on": "m.at::date"}, ""),
    ("evaluation.facts", "case_number", {"day": "m.at::date"}, ""),
    ("evaluation.ratings", "case_number", {"rating": UUID.format(salt="rating", more="''"), "at": "m.at"}, ""),
    ("notification.cases", "case_number", {}, ""),
    ("notification.notices", "case_number", {"notification": UUID.format(salt="notice", more="x.notification::text"), "at": "m.at"},
     f"x.place <= {KEPT}"),
    *[(f"{service}.taken", "stream", {}, "x.sender = 'intake'") for service in ("review", "evaluation", "notification")],
]


def columns_of(sql, table):
    return [name for name, in sql.rows("SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attgenerated = ''"
                                       f" AND attrelid = '{table}'::regclass ORDER BY attnum")]


def copy_statement(sql, table, key, fresh, condition):
    columns = columns_of(sql, table)
    values = [("m.number" if name == key else fresh.get(name, f"x.{name}")) for name in columns]
    models = (f"(SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY t) AS place FROM {table} t"
              f" WHERE {key} IN (SELECT DISTINCT template FROM growth.copies))")
    return (f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM growth.copies m JOIN {models} x"
            f" ON x.{key} = m.template" + (f" WHERE {condition}" if condition else "") + " ORDER BY m.g")


def without_indexes(sql, table):
    """Drops the indexes that are no constraint's; answers the statements that make them again."""
    found = sql.rows("SELECT pg_get_indexdef(i.indexrelid), i.indexrelid::regclass FROM pg_index i"
                     f" WHERE i.indrelid = '{table}'::regclass AND NOT EXISTS"
                     " (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)")
    for _, name in found:
        sql.rows(f"DROP INDEX {name}")
    return [definition for definition, _ in found]


def fill_schemas(system, schemas, failures):
    """The tables of these services, over a connection of its own."""
    sql = Sql(system.cluster, "bianmin")
    try:
        sql.rows("SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'; SET synchronous_commit = off")
        for table, key, fresh, condition in TABLES:
            if table.split(".")[0] not in schemas:
                continue
            indexes = without_indexes(sql, table)
            sql.rows(copy_statement(sql, table, key, fresh, condition))
            for definition in indexes:
                sql.rows(definition)
            sql.rows(f"VACUUM ANALYZE {table}")
    except RuntimeError as failure:
        failures.append(failure)
    finally:
        sql.close()


def prepare_copies(system, count):
    sql = system.sql
    sql.rows("CREATE SCHEMA growth")
    sql.rows(CHECK_DIGIT)
    newest = sql.value("SELECT quote_literal(max(received_at)::text) || '::timestamptz' FROM intake.cases")
    sql.rows(MAP.format(count=count, templates=TEMPLATES, newest=newest, days=DAYS, a_day=-(-count // DAYS)))
    sql.rows("ANALYZE growth.copies")


def fill(system, count, say):
    """Stores `count` cases, two tables at a time; answers the seconds it took."""
    begin, failures = time.monotonic(), []
    _, life_units = system.townships()
    report = system.drive("life", clients=TEMPLATES, seconds=3, units=life_units)
    system.drain()
    if report["done"] < TEMPLATES:
        raise RuntimeError(f"only {report['done']} lives to multiply: {report['first_failure']}")
    prepare_copies(system, count)
    threads = [threading.Thread(target=fill_schemas, args=(system, schemas, failures))
               for schemas in (("intake",), ("review", "evaluation", "notification"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    system.sql.rows("DROP SCHEMA growth CASCADE")
    system.sql.rows("CHECKPOINT")
    took = time.monotonic() - begin
    stored = system.sql.number("SELECT count(*) FROM intake.cases")
    say(f"  {stored} cases stored in {took:.0f} s, {sum(system.table_bytes().values()) / 1e9:.2f} GB")
    return took


def one_round(system, seconds):
    """p99 and processor time of acceptances, events taken in."""
    before = system.cpu()
    report = system.drive("accept", clients=64, seconds=seconds, warmup=0.5)
    system.drain()
    spent = sum(difference(before, system.cpu()).values()) / max(1, report["all"])
    return report["calls"]["hand_in"]["attempt_ms"]["p99"], spent


def run(small, large, pace, say):
    """Two systems that are filled already; rounds in turn. Answers the rows and the rounds' figures."""
    rounds = []
    for system in (small, large):
        one_round(system, 1)  # warm: caches, plans, the first pages after the checkpoint
    for turn in range(pace.rounds):
        order = (small, large) if turn % 2 == 0 else (large, small)
        got = {system: one_round(system, pace.seconds) for system in order}
        rounds.append((got[small], got[large]))
        say(f"  growth, round {turn + 1}: p99 {got[small][0]:.1f} and {got[large][0]:.1f} ms, CPU {got[small][1]:.0f} and {got[large][1]:.0f} us")
    rows = []
    for index, name in enumerate(("growth_p99", "growth_cpu")):
        few, many = [a[index] for a, _ in rounds], [b[index] for _, b in rounds]
        each = [ratio(b, a) for a, b in zip(few, many)]
        rows.append(measured(ROW[name], statistics.median(many), statistics.median(few), median(each), each))
    return rows
