"""Shared package of the observatory: catalogue, territories, warehouse, views, figures and documents.

It knows neither the Dash pages nor the ETL; both depend on it.
"""
