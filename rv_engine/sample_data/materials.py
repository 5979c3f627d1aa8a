"""How much light each surface returns in blue, green, red and near infrared.

Reflectances are rounded from the ECOSTRESS spectral library's classes and from what such
surfaces show in 0.5 m satellite images.
"""

from __future__ import annotations

from types import MappingProxyType

BANDS = ("blue", "green", "red", "nir")

Reflectance = tuple[float, float, float, float]

REFLECTANCE: MappingProxyType[str, Reflectance] = MappingProxyType(
    {
        # roofs
        "red_tile": (0.08, 0.103, 0.19, 0.28),
        "orange_tile": (0.095, 0.135, 0.235, 0.34),
        "old_tile": (0.085, 0.105, 0.165, 0.23),
        "brown_tile": (0.07, 0.082, 0.115, 0.165),
        "slate": (0.085, 0.09, 0.092, 0.105),
        "grey_concrete": (0.135, 0.145, 0.155, 0.175),
        "gravel_roof": (0.19, 0.205, 0.22, 0.25),
        "bitumen": (0.075, 0.08, 0.085, 0.1),
        "white_membrane": (0.33, 0.345, 0.35, 0.34),
        "bright_metal": (0.285, 0.297, 0.305, 0.32),
        "blue_metal": (0.23, 0.19, 0.145, 0.21),
        "green_metal": (0.14, 0.19, 0.145, 0.22),
        "green_roof": (0.06, 0.09, 0.085, 0.29),
        "solar_panel": (0.07, 0.055, 0.05, 0.06),
        "skylight": (0.33, 0.34, 0.33, 0.3),
        # sealed ground
        "asphalt": (0.098, 0.106, 0.113, 0.13),
        "old_asphalt": (0.128, 0.138, 0.15, 0.172),
        "pavement": (0.16, 0.175, 0.19, 0.22),
        "concrete": (0.24, 0.26, 0.275, 0.31),
        "paving_stone": (0.16, 0.175, 0.2, 0.24),
        "gravel": (0.19, 0.215, 0.245, 0.29),
        "marking": (0.34, 0.35, 0.35, 0.34),
        # open ground
        "dirt": (0.135, 0.17, 0.22, 0.29),
        "soil": (0.085, 0.108, 0.145, 0.21),
        "dark_soil": (0.065, 0.08, 0.1, 0.15),
        "stubble": (0.115, 0.155, 0.2, 0.31),
        "ripe_cereal": (0.105, 0.155, 0.195, 0.34),
        "young_crop": (0.07, 0.104, 0.098, 0.36),
        "green_crop": (0.044, 0.083, 0.054, 0.47),
        "maize": (0.04, 0.074, 0.048, 0.43),
        "rape": (0.06, 0.155, 0.145, 0.46),
        "meadow": (0.06, 0.097, 0.08, 0.38),
        "dry_meadow": (0.075, 0.105, 0.105, 0.32),
        "lawn": (0.053, 0.095, 0.068, 0.42),
        "dry_lawn": (0.07, 0.104, 0.095, 0.33),
        "garden_bed": (0.075, 0.1, 0.11, 0.28),
        "hedge": (0.028, 0.046, 0.031, 0.35),
        "sand": (0.22, 0.27, 0.32, 0.39),
        "river": (0.048, 0.058, 0.042, 0.022),
        "pond": (0.036, 0.046, 0.03, 0.018),
        "pool": (0.19, 0.23, 0.13, 0.03),
        # trees
        "broadleaf": (0.032, 0.066, 0.04, 0.47),
        "light_broadleaf": (0.042, 0.09, 0.054, 0.52),
        "dark_broadleaf": (0.028, 0.054, 0.035, 0.42),
        "copper_tree": (0.032, 0.04, 0.05, 0.37),
        "conifer": (0.023, 0.042, 0.029, 0.29),
        # vehicles
        "white_car": (0.4, 0.41, 0.41, 0.4),
        "silver_car": (0.27, 0.28, 0.28, 0.28),
        "black_car": (0.04, 0.04, 0.042, 0.05),
        "red_car": (0.06, 0.06, 0.18, 0.22),
        "blue_car": (0.13, 0.085, 0.06, 0.08),
    }
)
