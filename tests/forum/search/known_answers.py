"""Queries for the demonstration community, with the beginning of the title that answers each.

An empty answer means that nothing answers the query.
"""

from typing import NamedTuple

DEFINITION = "From Johannesburg 2009"
SOLIDAIRE = "« Solidaire » ou seulement"
R193 = "Recommendation No. 193"
FACHADA = "Cooperativas de fachada"
LEYES = "Leyes marco"
STYLO = "Co-construire"
SAVINGS = "Savings group"
GARANTIA = "Fondos de garantía"
BOARD = "Our board never changes"
RESERVES = "Réserves impartageables"
FORMALISE = "Does a cooperative formalise"
CATADORAS = "Catadoras e catadores"
RECUPERADAS = "Empresas recuperadas"
BUYOUTS = "A union-run support structure"
LABEL = 'Is "social enterprise"'
JEUNES = "Les jeunes ne viennent plus"
ENERGY = "Energy cooperatives"
MERENDA = "Agroecologia"
CUIDADOS = "Cooperativas de cuidados"
PRESIDENCE = "Majoritaires parmi"
CORREDORES = "Corredores de transporte"
MUTUELLES = "Mutuelles de santé"
SUR_SUR = "Cooperación Sur-Sur"
COUNTING = "Counting cooperatives"
CONTA = "Conta satélite"
PLATFORM = "Platform cooperatives"
CUADERNO = "Cuaderno, hoja"
TOUR = "Tour de table"
FINANCE_ROOM = "Social and solidarity finance"
BUYOUT_ROOM = "Worker buy-outs"
MARKET_ROOM = "From the informal"
CARE_ROOM = "Gender equality"
STATUTE_ROOM = "Cooperatives and Recommendation"
EXCHANGE_ROOM = "South-South cooperation"


class Known(NamedTuple):
    typed: str
    answer: str
    why: str


KNOWN = [
    # Missing or superfluous accents.
    Known("reserves impartageables", RESERVES, "accents"),
    Known("mutuelles de sante", MUTUELLES, "accents"),
    Known("couverture sanitaire universelle", MUTUELLES, "accents"),
    Known("fondos de garantia", GARANTIA, "accents"),
    Known("conta satelite", CONTA, "accents"),
    Known("licitacao da coleta", CATADORAS, "accents"),
    Known("quebra subcontratacion flores", "", "accents: nothing"),
    Known("precio por hora del pliego", CUIDADOS, "accents"),
    Known("estatutos nao conhecem socios", FACHADA, "accents"),
    Known("decimo terceiro ferias", FACHADA, "accents"),
    Known("prevencao do vih corredores", CORREDORES, "accents"),
    Known("alimentacao escolar agricultura familiar", MERENDA, "accents"),
    Known("prestacion por desempleo capitalizada", BUYOUT_ROOM, "accents"),
    Known("ASSEMBLEE jeunes", JEUNES, "accents"),
    Known("presidentes de papier", PRESIDENCE, "accents"),
    # Other forms of a word.
    Known("cooperativa fachada", FACHADA, "forms"),
    Known("credit unions and saving groups", SAVINGS, "forms"),
    Known("boards that never change", BOARD, "forms"),
    Known("term limit", BOARD, "forms"),
    Known("formalising work", FORMALISE, "forms"),
    Known("empresa recuperada", RECUPERADAS, "forms"),
    Known("jubilación sin relevo", RECUPERADAS, "forms"),
    Known("ley marco", LEYES, "forms"),
    Known("trabajadora cuidadora salario", CUIDADOS, "forms"),
    Known("jeune assemblée", JEUNES, "forms"),
    Known("quotas femme conseil", PRESIDENCE, "forms"),
    Known("mutuelle cotisation", MUTUELLES, "forms"),
    Known("catador lixo", MARKET_ROOM, "forms: nobody says both"),
    Known("catador contratar cooperativas", CATADORAS, "forms"),
    Known("compra pública merenda", MERENDA, "forms"),
    Known("platform cooperative driver", PLATFORM, "forms"),
    Known("double count of member", COUNTING, "forms"),
    Known("worker buyouts union", BUYOUTS, "forms"),
    Known("co-construction politiques publiques", STYLO, "forms"),
    Known("loan committee", FINANCE_ROOM, "forms"),
    Known("heures enfants coopératives", CARE_ROOM, "forms"),
    # Three letters, numbers, acronyms.
    Known("OHADA", LEYES, "short"),
    Known("193", R193, "short"),
    Known("R204 204", FORMALISE, "short"),
    Known("204", FORMALISE, "short"),
    Known("202 socle", MUTUELLES, "short"),
    Known("OIT transición justa", ENERGY, "short"),
    Known("ILO 2009 definition", DEFINITION, "short"),
    Known("VIH", CORREDORES, "short"),
    Known("HIV", CORREDORES, "short"),
    Known("app", PLATFORM, "short"),
    Known("car avion", EXCHANGE_ROOM, "short"),
    Known("2022", DEFINITION, "short"),
    Known("SACCO", SAVINGS, "short"),
    Known("CNPJ", FORMALISE, "short"),
    # Exact phrases.
    Known('"degeneration thesis"', BOARD, "phrase"),
    Known('"patient capital"', GARANTIA, "phrase: in another language"),
    Known('"capital paciente"', GARANTIA, "phrase"),
    Known('"two doors"', BUYOUTS, "phrase"),
    Known('"qui tient le stylo"', STYLO, "phrase"),
    Known('"economia solidária" autogestão', SOLIDAIRE, "phrase"),
    Known('"cash box"', SAVINGS, "phrase"),
    Known('"cien horas"', RECUPERADAS, "phrase"),
    Known('"vegetable sellers"', DEFINITION, "phrase"),
    Known('"a invoice"', "", "phrase: nothing"),
    Known('"small weapon"', FORMALISE, "phrase"),
    # Excluded words.
    Known("cooperativas -fachada cuidados", CUIDADOS, "minus"),
    Known('reserves -"acte uniforme" paludisme', RESERVES, "minus"),
    # Names.
    Known("lucia", "Lucía", "name"),
    Known("Genevieve", "Geneviève", "name"),
    Known("joao incubadora", "João", "name"),
    Known("demo.kwame", "Kwame", "name"),
    Known("min-jun", "Min-jun", "name"),
    Known("catadoras de materiais recicláveis", "Dandara", "name"),
    Known("credit union eastern district", "Marlon", "name"),
    # Questions in four languages.
    Known("what is a social enterprise", LABEL, "question"),
    Known("how to count cooperatives", COUNTING, "question"),
    Known("who pays for care", CUIDADOS, "question: in another language"),
    Known("quién paga los cuidados", CUIDADOS, "question"),
    Known("llevar las cuentas en una hoja de cálculo", CUADERNO, "question"),
    Known("intercambio de personas, no manuales", SUR_SUR, "question"),
    Known("différence entre économie sociale et économie solidaire", SOLIDAIRE, "question"),
    Known("solar cooperative electricians", ENERGY, "question"),
    Known("notice before eviction", MARKET_ROOM, "question"),
    Known("cyclone insurance", FINANCE_ROOM, "question"),
    Known("quantas assinaturas para levantar dinheiro", STATUTE_ROOM, "question"),
    Known("introductions who are you", TOUR, "question"),
]
