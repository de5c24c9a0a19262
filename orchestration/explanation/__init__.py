"""Why a customer is, or is not, in a segment: the rule taken apart and evaluated part by part."""
