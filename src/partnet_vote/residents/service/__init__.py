"""What may be done with the roll and its codes?"""

from partnet_vote.residents.service.codes import issue_codes, reissue, unlock, void_pile, withdraw_code
from partnet_vote.residents.service.corrections import add_person, change, strike_off
from partnet_vote.residents.service.editions import (
    add_numbered,
    create,
    destroy_key,
    discard,
    freeze,
    slip_entitlements,
)
from partnet_vote.residents.service.entry import enter
from partnet_vote.residents.service.importing import import_roll
from partnet_vote.residents.service.letters import (
    address_in,
    check_letters,
    print_letters,
    print_numbered,
    print_slips,
    reprint,
)
from partnet_vote.residents.service.printing import sample
from partnet_vote.residents.service.pseudonyms import names_people

__all__ = [
    "add_numbered",
    "add_person",
    "address_in",
    "change",
    "check_letters",
    "create",
    "destroy_key",
    "discard",
    "enter",
    "freeze",
    "import_roll",
    "issue_codes",
    "names_people",
    "print_letters",
    "print_numbered",
    "print_slips",
    "reissue",
    "reprint",
    "sample",
    "slip_entitlements",
    "strike_off",
    "unlock",
    "void_pile",
    "withdraw_code",
]
