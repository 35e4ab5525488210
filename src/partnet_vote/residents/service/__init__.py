"""What may be done with the roll and its codes?"""

from partnet_vote.residents.service.codes import issue_codes, reissue, unlock, withdraw_code
from partnet_vote.residents.service.corrections import add_person, change, strike_off
from partnet_vote.residents.service.editions import add_numbered, create, destroy_key, freeze
from partnet_vote.residents.service.entry import enter
from partnet_vote.residents.service.importing import import_roll
from partnet_vote.residents.service.letters import print_letters, print_numbered, reprint

__all__ = [
    "add_numbered",
    "add_person",
    "change",
    "create",
    "destroy_key",
    "enter",
    "freeze",
    "import_roll",
    "issue_codes",
    "print_letters",
    "print_numbered",
    "reissue",
    "reprint",
    "strike_off",
    "unlock",
    "withdraw_code",
]
