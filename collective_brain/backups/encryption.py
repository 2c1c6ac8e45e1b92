"""Encrypt the secrets of a backup with a passphrase.

The package cryptography is here already, for passkeys. Its recipe Fernet (AES and HMAC) needs no
program beside the site, as age would, and no choice of ours that could be wrong.
"""

import base64
import os

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from collective_brain.errors import Refused

SALT_BYTES = 16
SCRYPT_COST = 2**15  # 32 MB and about 0.1 s for each guess of a passphrase
MIN_PASSPHRASE_LENGTH = 12


def encrypt(content: bytes, passphrase: str) -> bytes:
    if len(passphrase) < MIN_PASSPHRASE_LENGTH:
        raise Refused(f"BACKUP_PASSPHRASE needs {MIN_PASSPHRASE_LENGTH} characters or more.")
    salt = os.urandom(SALT_BYTES)
    return salt + Fernet(_key(passphrase, salt)).encrypt(content)


def decrypt(encrypted: bytes, passphrase: str) -> bytes:
    salt, token = encrypted[:SALT_BYTES], encrypted[SALT_BYTES:]
    try:
        return Fernet(_key(passphrase, salt)).decrypt(token)
    except InvalidToken as error:
        raise Refused("BACKUP_PASSPHRASE is not the passphrase of this backup.") from error


def _key(passphrase: str, salt: bytes) -> bytes:
    scrypt = Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1)
    return base64.urlsafe_b64encode(scrypt.derive(passphrase.encode()))
