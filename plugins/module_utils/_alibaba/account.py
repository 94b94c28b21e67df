# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose access key it is: with another account's, a shared port is waited for that never shows up.

Source: GetCallerIdentity of Alibaba Cloud's Security Token Service (2015-04-01), which every key may call.
"""

from __future__ import annotations

from .._core.errors import ApiError, AuthenticationError, InputError
from .api import Alibaba


def check_account(api: Alibaba, account_id: str | None) -> str:
    """Check that the access key is one of the account; return a warning where that could not be looked up.

    Neither ID is named, since both are secrets. Raises InputError, and AuthenticationError for a key that is refused.
    """
    wanted = (account_id or "").strip()
    if not wanted:
        return ""
    try:
        found = api.account_of_key()
    except AuthenticationError:
        raise
    except ApiError as error:
        return f"{error} Whether the access key belongs to account_id is not known."
    if not found:
        return "Whether the access key belongs to account_id is not known: STS named no account."
    if found != wanted:
        raise InputError(
            "account_id",
            "account_id is not the account that access_key_id belongs to, so its physical connections cannot be seen with this "
            "key; give an access key of that account, or the account ID that the connection was ordered for.",
        )
    return ""
