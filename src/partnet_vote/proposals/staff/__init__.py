"""What do clerks and moderators reach of the proposals: the list, texts, pictures, publication, imports?"""

from partnet_vote.proposals.staff import forum_items, imports, pictures, steps, texts

ROUTES = (*texts.ROUTES, *steps.ROUTES, *pictures.ROUTES, *imports.ROUTES, *forum_items.ROUTES)
