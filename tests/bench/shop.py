# SPDX-License-Identifier: GPL-3.0-or-later
"""A service of its own with one shop, for what needs no city."""
import http.client
import os
import pathlib
import subprocess

from service import Service, free_port

API = "/api/v1"
PASSWORD = "correct horse"
SOFA = {"category": "sofa", "title": "三人位布艺沙发", "mode": "sell", "price_fen": 42000,
        "grade": "B", "description": "可拆洗，两面都能用，自取，可以帮忙搬到楼下。",
        "attributes": {"seats": 3, "material": "fabric", "length_cm": 210}}
PICTURE = pathlib.Path(__file__).resolve().parents[1] / "fixtures/pictures/sofa-front.jpg"


class Shop:
    """`settings`: the text of jielid.conf."""

    def __init__(self, build, folder, settings=""):
        source = pathlib.Path(__file__).resolve().parents[2]
        os.environ.setdefault("JIELI_DATA_DIR", str(source / "data"))
        os.environ.setdefault("JIELI_LOCALE_DIR", str(build / "po"))
        os.environ.setdefault("JIELI_PICTURE_WORKER", str(build / "server/pictures/jielid-pictures"))
        self.data = folder / "data"
        password = folder / "password"
        password.write_text(PASSWORD + "\n")
        program = build / "server/jielid"
        subprocess.run([program, "init", "--data", self.data, "--admin", "root", "--public-url",
                        "https://jieli.example.cn", "--password-file", password], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        (self.data / "jielid.conf").write_text(settings)
        port = free_port()
        self.service = Service([program, "serve", "--data", self.data, "--listen",
                                f"127.0.0.1:{port}"], folder / "log", port)
        self.service.await_answer(API + "/items")
        self.token = self.open_shop()

    def sign_in(self, username):
        answer = self.service.demand("POST", API + "/sessions",
                                     {"username": username, "password": PASSWORD})
        return answer["token"]

    def open_shop(self):
        """Returns the token of its clerk."""
        root = self.sign_in("root")
        shop = self.service.demand("POST", API + "/organisations", {
            "kind": "shop", "name": "惠民寄卖店", "label_prefix": "HMA",
            "division": "130102001002"}, root)
        invitation = self.service.demand("POST", f"{API}/organisations/{shop['id']}/invitations",
                                         {"role": "clerk"}, root)
        self.service.demand("POST", API + "/accounts", {
            "code": invitation["code"], "nickname": "li.na", "username": "li.na",
            "password": PASSWORD, "consent": 1, "of_age": True})
        return self.sign_in("li.na")

    def take_in(self):
        return self.service.demand("POST", API + "/items", SOFA, self.token)["id"]

    def upload(self, item, photo):
        """Returns the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=300)
        connection.request("POST", f"{API}/items/{item}/photos", photo, {
            "Authorization": f"Bearer {self.token}", "Content-Type": "image/jpeg"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def publish(self, item):
        return self.service.demand("POST", f"{API}/items/{item}/publish", None, self.token)

    def end(self):
        self.service.end()
