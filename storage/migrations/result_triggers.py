"""Triggers that keep frozen results as they are, in the words of each database (invariant 8).

One thing may change in a frozen line: the name goes when its owner has their data erased.
Migration 0005 has created these; whatever changes them needs a migration and a module of its own.
"""

FROZEN = "a frozen result never changes"
_LINE_COLUMNS = (
    *("result_id", "place", "rank", "group_rank", "person_id", "attempt_id", "audience"),
    *("unit_id", "unit_code", "unit_name", "score", "time_used_us", "submitted_at", "distance"),
)
_RESULT_COLUMNS = (
    *("id", "round_id", "version", "board_version", "made_by", "made_at", "reason"),
    *("participants", "truth", "rules_version", "fingerprint", "corrections", "corrected_keys"),
)
_STATE_GOES_BACK = (
    "(old.state = 'superseded' OR (old.state = 'published' AND new.state <> 'superseded'))"
)
_IS_FROZEN = "EXISTS (SELECT 1 FROM result WHERE id = old.result_id AND version IS NOT NULL)"

SQLITE = tuple(
    f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} "
    f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    for name, event, condition in (
        ("tr_result_line_kept", f"UPDATE OF {', '.join(_LINE_COLUMNS)} ON result_line", "1"),
        ("tr_result_line_name", "UPDATE OF full_name ON result_line", "new.full_name IS NOT NULL"),
        ("tr_result_line_deleted", "DELETE ON result_line", _IS_FROZEN),
        (
            "tr_result_kept",
            f"UPDATE OF {', '.join(_RESULT_COLUMNS)} ON result",
            "old.version IS NOT NULL",
        ),
        ("tr_result_state", "UPDATE OF state ON result", _STATE_GOES_BACK),
        ("tr_result_deleted", "DELETE ON result", "old.version IS NOT NULL"),
        ("tr_result_step_kept", "UPDATE ON result_step", "1"),
        ("tr_result_step_deleted", "DELETE ON result_step", "1"),
    )
)

_POSTGRESQL_CHECKS = {
    "result_line": f"""
        IF TG_OP = 'DELETE' THEN
            IF {_IS_FROZEN} THEN RAISE EXCEPTION '{FROZEN}'; END IF;
            RETURN old;
        END IF;
        IF new.full_name IS NOT NULL
            OR ({", ".join(f"new.{column}" for column in _LINE_COLUMNS)})
            IS DISTINCT FROM ({", ".join(f"old.{column}" for column in _LINE_COLUMNS)})
        THEN RAISE EXCEPTION '{FROZEN}'; END IF;
        RETURN new;
    """,
    "result": f"""
        IF TG_OP = 'DELETE' THEN
            IF old.version IS NOT NULL THEN RAISE EXCEPTION '{FROZEN}'; END IF;
            RETURN old;
        END IF;
        IF {_STATE_GOES_BACK} OR old.version IS NOT NULL
            AND (to_jsonb(new) - 'state') <> (to_jsonb(old) - 'state')
        THEN RAISE EXCEPTION '{FROZEN}'; END IF;
        RETURN new;
    """,
    "result_step": f"RAISE EXCEPTION '{FROZEN}';",
}

POSTGRESQL = tuple(
    statement
    for table, check in _POSTGRESQL_CHECKS.items()
    for statement in (
        f"CREATE OR REPLACE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {check} END $$",
        f"CREATE TRIGGER tr_{table}_kept BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()",
    )
)
