"""All forms of a word have the same stem, with accents and without."""

import pytest

from collective_brain.i18n.folding import fold
from forum.search.stemmer import LANGUAGES, stem

FORMS_OF_ONE_WORD = {
    "en": [
        "cooperative cooperatives",
        "worker workers",
        "policy policies",
        "formalise formalising",
        "unions union",
    ],
    "es": [
        "cooperación cooperacion cooperaciones",
        "económica económico economicas",
        "trabajador trabajadoras",
        "mujer mujeres",
        "joven jóvenes",
        "ley leyes",
        "sindical sindicales",
    ],
    "fr": [
        "coopérative cooperatives",
        "solidarité solidarites",
        "social sociaux sociale",
        "première premieres",
        "organisé organisée organiser organisees",
        "travailleur travailleuses",
        "formateur formatrices",
        "mutuelle mutuelles",
    ],
    "pt": [
        "organização organizacao organizações organizacoes",
        "gestão gestões gestao",
        "social sociais",
        "nível níveis",
        "catador catadoras",
        "solidário solidária solidarias",
        "cidadão cidadãos",
        "mulher mulheres",
    ],
}


# Singular and plural, masculine and feminine, British and American: "word/word".
PAIRS = {
    "en": """
        crisis/crises organise/organize organisations/organization labour/labor centre/centers
        programme/programs woman/women child/children policy/policies business/businesses
        behaviour/behaviors defence/defense analyse/analyzed licence/license travelling/traveling
        enrolment/enrollment fulfil/fulfilled NGO/NGOs SME/SMEs bought/buy paid/pay life/lives
        criterion/criteria gas/gases bus/buses tax/taxes law/laws job/jobs judgement/judgment
        theatre/theaters cheque/check ageing/aging dialogue/dialog catalogue/catalogs
        counsellor/counselors paediatric/pediatric diagnosis/diagnoses potato/potatoes
    """,
    "es": """
        crédito/créditos gobierno/gobiernos ciudad/ciudades préstamo/préstamos ley/leyes
        país/países voz/voces raíz/raíces interés/intereses joven/jóvenes red/redes base/bases
        mes/meses luz/luces alcance/alcances comité/comités imagen/imágenes régimen/regímenes
        inglés/inglesas taller/talleres director/directora financiero/financieras juez/jueces
        orden/órdenes líder/líderes jefe/jefes serie/series café/cafés rey/reyes club/clubes
        análisis/análisis lunes/lunes virus/virus pie/pies autora/autores taxi/taxis
    """,
    "fr": """
        emploi/emplois loi/lois crédit/crédits travail/travaux journal/journaux bureau/bureaux
        réseau/réseaux enjeu/enjeux nouveau/nouvelles actif/actives public/publiques taux/taux
        citoyen/citoyennes salarié/salariées essai/essais délai/délais nombreux/nombreuses
        régional/régionaux ouvrier/ouvrières français/françaises dirigeant/dirigeante œuvre/oeuvres
        hôpital/hôpitaux directeur/directrice blanc/blanche idée/idées prix/prix pays/pays
        étranger/étrangères réel/réelle bon/bonnes vie/vies clé/clés élu/élues jeu/jeux
    """,
    "pt": """
        lei/leis ano/anos empréstimo/empréstimos nível/níveis ação/ações pão/pães mão/mãos
        cidadão/cidadãs país/países jovem/jovens espanhol/espanhóis fácil/fáceis civil/civis
        azul/azuis papel/papéis mês/meses crise/crises voz/vozes rede/redes bem/bens item/itens
        viagem/viagens perfil/perfis órgão/órgãos projeto/projectos setor/sectores herói/heróis
        português/portuguesas limão/limões museu/museus árvore/árvores pai/pai bom/boas
        funcionário/funcionárias econômico/económicas género/gêneros
    """,
}


@pytest.mark.parametrize(
    ("language", "pair"),
    [(language, pair) for language, text in PAIRS.items() for pair in text.split()],
)
def test_two_forms_have_one_stem_with_accents_and_without(language, pair):
    one, other = pair.split("/")
    assert stem(fold(one), language) == stem(fold(other), language)


@pytest.mark.parametrize(
    ("language", "pair"),
    [
        *[("en", pair) for pair in ("union/unit", "policy/police", "care/car", "gas/gaze")],
        *[("es", pair) for pair in ("ley/leer", "red/rey", "país/paz", "salud/salida")],
        *[("fr", pair) for pair in ("pays/paie", "travail/traverse", "prix/prise", "loi/loin")],
        *[("pt", pair) for pair in ("lei/ler", "ano/aniversário", "mais/mal", "pão/pau")],
    ],
)
def test_two_words_keep_two_stems(language, pair):
    one, other = pair.split("/")
    assert stem(fold(one), language) != stem(fold(other), language)


@pytest.mark.parametrize(
    ("language", "forms"),
    [(language, forms) for language, groups in FORMS_OF_ONE_WORD.items() for forms in groups],
)
def test_all_forms_of_a_word_have_the_same_stem(language, forms):
    assert len({stem(fold(form), language) for form in forms.split()}) == 1


@pytest.mark.parametrize("acronym", ["ilo", "oit", "sse", "ess", "193", "ong"])
def test_acronyms_and_numbers_are_their_own_stems(acronym):
    assert {stem(acronym, language) for language in LANGUAGES} == {acronym}
