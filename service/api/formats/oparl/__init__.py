"""The register by OParl 1.1, read only, and other servers' OParl as files of a collection."""
