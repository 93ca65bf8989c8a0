"""The servers of the tests end, whoever was at their door."""

from __future__ import annotations

import http.server
import socket
import threading

from tests.loopback_servers import running


def test_a_server_that_hears_of_somebody_who_is_gone_still_ends():
    is_alone = threading.Event()

    class Server(http.server.ThreadingHTTPServer):
        def get_request(self):
            self.socket.accept()[0].close()  # somebody else lets them in
            is_alone.set()
            return super().get_request()

    with running(Server(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)) as server:
        socket.create_connection(server.server_address).close()
        assert is_alone.wait(10)
