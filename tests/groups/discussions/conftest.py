from __future__ import annotations

from typing import Any

import pytest

from groups.discussions import actions
from groups.discussions.enums import ThreadKind


@pytest.fixture
def thread(practice_group: Any, member: Any) -> Any:
    """A question that ``member`` has asked in ``practice_group``."""
    return actions.start_thread(
        actor=member.user, practice_group=practice_group, kind=ThreadKind.QUESTION, title="Hur motiverar ni avgiften?", text="Vi undrar."
    )
