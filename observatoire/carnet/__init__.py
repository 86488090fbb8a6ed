"""What readers keep: paniers, decisions, frozen figures and past states, in one SQLite file beside the warehouse.

A publication replaces the warehouse and never touches this file. Several processes of the server write in it.
"""

from observatoire.carnet.database import Carnet, carnet_address, open_carnet

__all__ = ["Carnet", "carnet_address", "open_carnet"]
