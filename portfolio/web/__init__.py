"""What all views share: guards, units of work, errors, headers, assets, forms, pages.

No domain stands here; no SQL either.
"""
