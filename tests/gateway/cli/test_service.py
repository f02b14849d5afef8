"""``serve``: hands home, host and port to the service."""

from gateway.web import app


def test_serve_starts_the_service_on_this_machine_alone(gongshi, monkeypatch, own_home, tmp_path):
    """Without options it listens to nobody outside; the home is the one that is named."""
    started = []
    monkeypatch.setattr(app, "serve", lambda *given: started.append(given))
    assert gongshi("serve").code == 0
    assert gongshi("serve", "--host", "10.0.0.5", "--port", 9000, "--home", tmp_path).code == 0
    assert started == [(own_home, "127.0.0.1", 8000), (tmp_path, "10.0.0.5", 9000)]
