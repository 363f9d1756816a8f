"""Signing in for tests, past the page of signing in."""

import time

from accounts.sessions import BEGAN, SEEN


def enter(client, user):
    """A session as it stands after its first request: a page that is asked for then writes nothing more into it."""
    client.force_login(user)
    session = client.session
    session[BEGAN] = session[SEEN] = int(time.time())
    session.save()
    return client
