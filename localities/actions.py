"""Writes that touch more than one administrative unit."""

from collections.abc import Iterable

from django.db import transaction

from localities.models import Locality


def rebuild_paths(locality: Locality) -> int:
    """As `rebuild_paths_below`, of one unit."""
    return rebuild_paths_below([locality])


@transaction.atomic
def rebuild_paths_below(localities: Iterable[Locality]) -> int:
    """Bring the paths of everything below `localities` up to date; returns how many changed.

    Needed after their code, parent or first day of validity changed: a path holds the codes and dates of all ancestors.
    One read and one write a level, whatever the number of units.
    """
    changed, parents = 0, {locality.pk: locality for locality in localities}
    while parents:
        children = list(Locality.objects.filter(parent__in=parents))
        moved = [child for child in children if _moves(child, parents[child.parent_id])]
        Locality.objects.bulk_update(moved, ["path"], batch_size=500)
        changed += len(moved)
        parents = {child.pk: child for child in moved}
    return changed


def _moves(child: Locality, parent: Locality) -> bool:
    """Gives the child the path that follows from `parent`; whether that is a new one."""
    child.parent, before = parent, child.path
    child.path = Locality._meta.get_field("path").derive(child)
    return child.path != before
