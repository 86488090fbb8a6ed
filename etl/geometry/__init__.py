"""Map files of a département and of France: pre-projected SVG paths, drawn as they are on screens and in documents."""

from etl.geometry.departement import build_layers
from etl.geometry.france import build_france_layer
from etl.geometry.layer import Layer, layer_json, layer_name

__all__ = ["Layer", "build_france_layer", "build_layers", "layer_json", "layer_name"]
