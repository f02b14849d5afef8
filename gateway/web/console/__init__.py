"""The console in the browser: pages in Chinese for reviewers, officers and auditors.

A page of another room is one more router here, made of `PageRoute`
and `SignedIn`, one entry in `pages.MENU` and its templates.
"""

from gateway.web.console import (
    case_page,
    column_page,
    intake_page,
    log_page,
    overview_page,
    policy_draft_page,
    policy_page,
    proposals_page,
    queue_page,
    signin,
)

ROUTERS = tuple(
    room.router
    for room in (
        *(signin, queue_page, case_page, overview_page, log_page, intake_page, column_page),
        *(policy_page, policy_draft_page, proposals_page),
    )
)
