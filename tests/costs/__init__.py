"""No request and no event costs more than half a second, whatever is stored."""
