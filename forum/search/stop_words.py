"""Words that carry little meaning. A search of several words ignores them outside of quotes."""

# English, Spanish, French and Portuguese.
STOP_WORDS = frozenset(
    """
    a an and are as at be by can do does for from how i in is it my of on or our the this to was
    we what when where which who why with you

    al como con cual cuando de del donde el en es esta este hay la las lo los mi para por que
    quien se su sus un una unos unas y o

    au aux avec ce ces comment d dans des du elle en est et il j je l le les mon n nous on ou
    par pas pour qu quand que quel quelle qui quoi s sa ses son sur une vous

    ao aos com da das do dos e em essa esse eu meu na nas no nos onde os ou pela pelo qual
    quando quem seu sua um uma
    """.split()  # noqa: SIM905
)
