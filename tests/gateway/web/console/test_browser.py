"""The console in a real Chromium, from sign-in to release."""


def test_from_sign_in_to_release(web, desk, credentials, held_case):
    """Sign in, take the next case, look at a span, accept: the record is released."""
    desk.page.goto(f"{desk.address}/console")
    desk.shoot("signin")
    desk.sign_in(web, "reviewer", credentials("reviewer"))
    desk.shoot("queue")
    page = desk.page
    page.keyboard.press("n")
    page.wait_for_url("**/console/cases/*")
    desk.shoot("case")
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator("output.shown:not([hidden])").first.wait_for()
    desk.shoot("case-revealed")
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/console?note=released")
    desk.shoot("queue-after")
    assert web.entries()[-1]["body"]["outcome"] == "approved"
    assert desk.faults == []
