"""The drawings of the lessons: one module a family, each writes its SVG files beside its lesson."""
