from mobility_hub.panels import register_comparisons

register_comparisons()
