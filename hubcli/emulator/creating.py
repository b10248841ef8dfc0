"""Creating records: all good inputs when each is named by a trace id, all or nothing when not."""

from collections.abc import Sequence

from hubcli.emulator import computed
from hubcli.emulator.clock import milliseconds
from hubcli.emulator.drafts import Draft, invalid_values, read_draft, whole
from hubcli.emulator.links import End
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Problem, RefusedError
from hubcli.emulator.records import Record
from hubcli.emulator.results import Batch, shown, written
from hubcli.emulator.rules import LIFECYCLE, Rules
from hubcli.emulator.targets import chosen, refuse_bad_targets
from hubcli.emulator.unique import refuse_clashes
from hubcli.emulator.world import World


def create(world: World, rules: Rules, inputs: Sequence[object], *, single: bool = False) -> Batch:
    """Create what can be created (api.md, sections 1.4 and 12)."""
    batch = Batch(milliseconds(world.clock))
    drafts = [read_draft(data, rules) for data in inputs]
    for draft, number in zip(drafts, world.chance.new_ids(len(drafts)), strict=True):
        draft.number = number
    with world.database.transaction():
        check_new(world, rules, drafts)
        settle(world, drafts, batch, alone=single)
        insert(world, rules, [draft for draft in drafts if not draft.failed], batch)
    return batch


def check_new(world: World, rules: Rules, drafts: Sequence[Draft]) -> None:
    """Mark the drafts that can't become records."""
    for draft in drafts:
        if draft.invalid:
            continue
        fault = rules.stage_fault(draft.properties)
        if fault is not None:
            draft.invalid.append(fault)
            continue
        draft.problem = rules.missing(
            {name: value for name, value in draft.properties.items() if value}
        )
        if rules.kind.pipeline and rules.stages:
            draft.properties.setdefault(rules.kind.pipeline, next(iter(rules.stages)))
    refuse_bad_targets(drafts, rules.kind, world)
    refuse_clashes(drafts, rules, world)


def settle(world: World, drafts: Sequence[Draft], batch: Batch, *, alone: bool = False) -> None:
    """Turn what failed into the batch's errors, or refuse the whole request."""
    failed = [draft for draft in drafts if draft.failed]
    if not failed:
        return
    astray = world.switches.association_errors == "whole-batch" and any(
        draft.astray for draft in failed
    )
    if alone or astray or world.switches.whole_batch_on_error or not names_each(drafts):
        problem = whole(failed, world.account.portal_id)
        if problem is not None:
            raise RefusedError(problem)
    errors = [problem_of(draft, world).element(draft.trace_id, live=world.live) for draft in failed]
    batch.errors += world.chance.scrambled(errors) if world.switches.shuffle else errors


def names_each(drafts: Sequence[Draft]) -> bool:
    """Tell whether every input has a trace id of its own (api.md, section 1.4)."""
    traces = {draft.trace_id for draft in drafts}
    return None not in traces and len(traces) == len(drafts)


def problem_of(draft: Draft, world: World) -> Problem:
    """Give what is wrong with one draft."""
    if draft.problem is not None:
        return draft.problem
    return invalid_values(draft.invalid, world.account.portal_id)


def insert(world: World, rules: Rules, drafts: Sequence[Draft], batch: Batch) -> list[Record]:
    """Write new records with their unique values and associations, and add them to the results."""
    kind, now = rules.kind, milliseconds(world.clock)
    records = [_record(kind, draft, rules, now) for draft in drafts]
    wanted = [(claim, draft.number) for draft in drafts for claim in draft.claims]
    world.records.insert(kind.type_id, records, wanted)
    for draft in drafts:
        for target in draft.targets:
            relations = chosen(target, kind, world)
            world.links.connect(
                End(kind.type_id, draft.number), End(relations[0].target, int(target.id)), relations
            )
    results = [
        written(d, shown(r, kind, world), world) for d, r in zip(drafts, records, strict=True)
    ]
    batch.results += world.chance.scrambled(results) if world.switches.shuffle else results
    return records


def _record(kind: ObjectType, draft: Draft, rules: Rules, now: int) -> Record:
    given = draft.properties
    for name in rules.appendable.intersection(given):
        given[name] = given[name].removeprefix(";")
    if kind.name == "contacts" and "lead" in rules.lifecycle:
        given[LIFECYCLE] = given.get(LIFECYCLE) or "lead"
    properties = computed.on_create(kind, draft.number, given, now)
    # What HubSpot adds by itself is there as far as the portal has such properties.
    known = {name: value for name, value in properties.items() if name in rules.checks}
    return Record(draft.number, known, now, now)
