#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the configuration of data/nginx into a folder of its own, where anybody may run nginx with it.

usage: nginx-setup.py FOLDER SERVICE-PORT PHOTOS TLS-PORT REDIRECT-PORT [PLAIN-PORT]

Only ports, paths and the certificate differ from what is shipped. PLAIN-PORT: a second server without TLS,
and without limits, to measure. Then: nginx -p FOLDER -c nginx.conf -e FOLDER/error.log
"""
import os
import pathlib
import pwd
import subprocess
import sys

MAIN = """daemon off;
pid {folder}/nginx.pid;
{user}worker_processes {workers};
events {{ worker_connections 4096; }}
http {{
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  # As in Debian's own nginx.conf.
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log {access_log};
  include {folder}/jieli.conf;
{plain}}}
"""

PLAIN = """  server {{
    listen 127.0.0.1:{port};
    include {folder}/plain-snippet.conf;
  }}
"""


def replace(text, before, after):
    if before not in text:
        sys.exit(f"nginx-setup: the shipped configuration has no “{before}”")
    return text.replace(before, after)


def without(text, *words):
    """The lines of `text` that do not begin with one of `words`."""
    return "".join(line for line in text.splitlines(True) if not line.strip().startswith(words))


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    service, photos, tls, redirect = sys.argv[2:6]
    plain = sys.argv[6] if len(sys.argv) > 6 else None
    shipped = pathlib.Path(__file__).resolve().parents[2] / "data/nginx"
    folder.mkdir(parents=True, exist_ok=True)

    text = without((shipped / "jieli.conf").read_text(), "listen [::]")
    for before, after in (
            ("server 127.0.0.1:8420;", f"server 127.0.0.1:{service};"),
            ("proxy_cache_path /run/jieli-nginx ", f"proxy_cache_path {folder}/cache "),
            ("listen 80;", f"listen 127.0.0.1:{redirect};"),
            ("listen 443 ", f"listen 127.0.0.1:{tls} "),
            ("/etc/nginx/jieli/fullchain.pem", f"{folder}/cert.pem"),
            ("/etc/nginx/jieli/privkey.pem", f"{folder}/key.pem"),
            ("include snippets/jieli.conf;", f"include {folder}/jieli-snippet.conf;")):
        text = replace(text, before, after)
    (folder / "jieli.conf").write_text(text)

    snippet = (shipped / "jieli-snippet.conf").read_text()
    snippet = replace(snippet, "alias /var/lib/jieli/photos/;", f"alias {photos}/;")
    (folder / "jieli-snippet.conf").write_text(snippet)
    (folder / "plain-snippet.conf").write_text(without(snippet, "limit_conn", "limit_req"))

    # As root nginx would make its workers somebody who may not look into the folder of a test.
    user = f"user {pwd.getpwuid(os.getuid()).pw_name};\n" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(
        folder=folder, user=user, workers=1 if plain else 2,
        access_log="off" if plain else f"{folder}/access.log",
        plain=PLAIN.format(folder=folder, port=plain) if plain else ""))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", folder / "key.pem", "-out",
         folder / "cert.pem"], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
