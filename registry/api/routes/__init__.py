"""The operations, one module a part of a dialect; each calls a service and writes its answer."""
