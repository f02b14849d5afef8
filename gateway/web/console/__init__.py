"""The console in the browser: pages in Chinese for reviewers, officers and auditors.

A page of another room (the policies, for instance) is one more router here, made of `PageRoute`
and `SignedIn`, one entry in `pages.MENU` and its templates.
"""

from gateway.web.console import case_page, column_page, queue_page, signin

ROUTERS = (signin.router, queue_page.router, case_page.router, column_page.router)
