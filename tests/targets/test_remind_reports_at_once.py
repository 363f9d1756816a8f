"""Reminders: two runs at the same moment send one letter."""

import pytest
from django.core import mail

from targets.reminder_mail import remind
from tests.targets.reminders import World, at, stored
from tests.targets.threads import in_threads as together

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(*tasks) -> list:
    return together(*tasks, refusals=())


def test_of_two_runs_one_sends(shared_database):
    World()
    shared_database()

    runs = in_threads(*[lambda: remind(at("2021-06-09 08:00"))] * 2)

    assert sorted(run.letters for run in runs) == [0, 1]
    assert len(mail.outbox) == 1
    assert in_threads(stored) == [[("6-thang", "before", "2021-06-10", "2021-06-09", "2021-06-09", "")]]


def test_of_two_runs_one_tries_again(shared_database):
    world = World()
    row = {"moment": "before", "deadline": world.period.deadline, "tried_on": "2021-06-08", "failure": "x"}
    world.period.reminder_set.create(recipient=world.cast.officer, **row)
    shared_database()

    runs = in_threads(*[lambda: remind(at("2021-06-09 08:00"))] * 2)

    assert sorted(run.letters for run in runs) == [0, 1]
    assert len(mail.outbox) == 1
