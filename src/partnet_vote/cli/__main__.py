"""How is the command line started as a module, without an installed script?"""

from __future__ import annotations

import sys

from partnet_vote.cli import main

sys.exit(main())
