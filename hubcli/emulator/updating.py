"""Changing records, and creating those that are not there yet."""

from collections import Counter
from collections.abc import Sequence

from hubcli.emulator import computed
from hubcli.emulator.clock import milliseconds
from hubcli.emulator.creating import check_new, insert, names_each, settle
from hubcli.emulator.drafts import Draft, read_draft
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.reading import RECORD_ID, find, normal, require_unique
from hubcli.emulator.records import THE_APP, Record, Source, merged
from hubcli.emulator.results import Batch, not_found, shown, written
from hubcli.emulator.rules import Rules
from hubcli.emulator.unique import cannot_set, claims
from hubcli.emulator.world import World


def update(
    world: World,
    rules: Rules,
    inputs: Sequence[object],
    *,
    single: bool = False,
    source: Source = THE_APP,
) -> Batch:
    """Change what can be changed (api.md, section 7.2)."""
    batch = Batch(milliseconds(world.clock))
    drafts = [read_draft(data, rules, named=True) for data in inputs]
    with world.database.transaction():
        records = _find_all(world, rules, drafts)
        absent = [draft for draft in drafts if draft not in records]
        for draft in absent:
            draft.problem = draft.problem or not_found(rules.kind, [draft.id])
        results = _change_all(world, rules, drafts, records, source)
        if not names_each(drafts) and not single:
            _report_absent(world, rules, absent, batch)
            drafts = [draft for draft in drafts if draft not in absent or draft.invalid]
        settle(world, drafts, batch, alone=single)
    batch.results += world.chance.scrambled(results) if world.switches.shuffle else results
    return batch


def upsert(world: World, rules: Rules, inputs: Sequence[object]) -> Batch:
    """Change the records that are there and create the others (api.md, section 7.1)."""
    batch = Batch(milliseconds(world.clock))
    drafts = [read_draft(data, rules, named=True) for data in inputs]
    with world.database.transaction():
        records = _find_all(world, rules, drafts)
        new = [draft for draft in drafts if draft not in records]
        _prepare_new(world, rules, new)
        changed = _change_all(world, rules, drafts, records)
        check_new(world, rules, new)
        settle(world, drafts, batch)
        created = Batch(batch.started)
        insert(world, rules, [draft for draft in new if not draft.failed], created)
    results = [{**result, "new": False} for result in changed]
    results += [{**result, "new": True} for result in created.results]
    batch.results = world.chance.scrambled(results) if world.switches.shuffle else results
    return batch


def _find_all(world: World, rules: Rules, drafts: Sequence[Draft]) -> dict[Draft, Record]:
    """Find the record of each draft; two for one record refuse the whole request, trace ids or not."""
    kind, records = rules.kind, dict[Draft, Record]()
    for id_property in {draft.id_property for draft in drafts}:
        if id_property not in {"", RECORD_ID}:
            require_unique(world, kind, id_property, "update/upsert")
        same = [draft for draft in drafts if draft.id_property == id_property]
        found = find(world, kind, [draft.id for draft in same], id_property)
        records |= {draft: found[draft.id] for draft in same if draft.id in found}
    named = Counter(
        ("", str(records[draft].id))
        if draft in records
        else (draft.id_property, normal(kind, draft.id_property, draft.id))
        for draft in drafts
    )
    twice = list(dict.fromkeys(name for (_, name), times in named.items() if times > 1))
    if twice:
        message = f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique"
        raise RefusedError(Problem(400, message, context={"ids": twice}))
    return records


def _prepare_new(world: World, rules: Rules, new: Sequence[Draft]) -> None:
    for draft, number in zip(new, world.chance.new_ids(len(new)), strict=True):
        draft.number = number
        if draft.id_property in {"", RECORD_ID}:
            draft.problem = not_found(rules.kind, [draft.id])
            continue
        check = rules.checks[draft.id_property](draft.id) if draft.id else ""
        if isinstance(check, str):
            draft.properties.setdefault(draft.id_property, check)
        else:
            draft.problem = Problem(400, f"Invalid value for {draft.id_property}: {draft.id}")


def _change_all(
    world: World,
    rules: Rules,
    drafts: Sequence[Draft],
    records: dict[Draft, Record],
    source: Source = THE_APP,
) -> list[Json]:
    results: list[Json] = []
    for draft in drafts:
        if draft in records and not draft.failed:
            result = _change(world, rules, draft, records[draft], source)
            if result is not None:
                results.append(written(draft, result, world))
    return results


def _change(
    world: World, rules: Rules, draft: Draft, before: Record, source: Source
) -> Json | None:
    kind, now = rules.kind, milliseconds(world.clock)
    changes = {
        name: _appended(rules, name, value, before)
        for name, value in draft.properties.items()
        if source.type != THE_APP.type or not rules.goes_back(name, value, before.properties)
    }
    properties = merged(before.properties, changes)
    fault = rules.stage_fault(properties) if {kind.pipeline, kind.stage} & changes.keys() else None
    if fault is not None:
        draft.invalid.append(fault)
        return None
    wanted = claims(kind, rules, properties)
    for claim, holder in world.records.holders(kind.type_id, wanted).items():
        if holder != before.id:
            draft.problem = cannot_set(kind, world.account.portal_id, claim, (before.id, holder))
            return None
    computed.on_change(kind, properties, now)
    after = Record(before.id, properties, before.created, now)
    world.records.replace(kind.type_id, after, wanted, source)
    return shown(after, kind, world, dict.fromkeys([*draft.properties, *computed.echoed(kind)]))


def _appended(rules: Rules, name: str, value: str, before: Record) -> str:
    """Append to what is there after a leading semicolon (api.md, section 4.3)."""
    if name not in rules.appendable or not value.startswith(";"):
        return value
    there = before.properties.get(name, "").split(";")
    return ";".join(dict.fromkeys(filter(None, [*there, *value.split(";")])))


def _report_absent(world: World, rules: Rules, absent: Sequence[Draft], batch: Batch) -> None:
    """Without trace ids too, records that are not there are told in a 207 (api.md, section 2.9)."""
    ids = [draft.id for draft in absent if not draft.invalid]
    if ids:
        batch.errors.append(not_found(rules.kind, ids).element(None, live=world.live))
