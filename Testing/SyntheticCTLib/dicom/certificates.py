"""Certificates of machines that do not exist, made by openssl for a test."""

import shutil
import subprocess

import pytest


def made_certificate(folder, name, host="127.0.0.1"):
    """A self-signed certificate of a host, and its key: two files."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed.")
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    call = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    call += ["-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", key, "-out", certificate]
    call += ["-addext", f"subjectAltName=IP:{host}"]
    subprocess.run(call, check=True, capture_output=True)
    return certificate, key
