"""Recognise automatic answers and delivery reports by their words, in the languages of the site."""

import re

# Automatic answers are short. A person who mentions an absence in a long text is no machine.
MOST_CHARACTERS_OF_ANSWER = 1_500
MOST_CHARACTERS_READ = 700

AUTOMATIC_SUBJECT = re.compile(
    r"^(?:\[[^\]]{0,40}\]\s?)?(?:"
    r"auto(?:matic|mated|matische)?[- ]?(?:reply|response|answer|antwort)\b"
    r"|(?:out of|away from) (?:the |my )?office(?:\s?[:–-]|$| auto| reply| notice| re\b)"
    r"|ooo\s?[:–-]|on (?:annual |maternity |parental )?leave\s?[:–-]"
    r"|vacation (?:reply|message|notice)"
    r"|respuesta autom[áa]tica|fuera de (?:la )?oficina(?:\s?[:–-]|$)|mensaje autom[áa]tico"
    r"|r[ée]ponse automatique|absen(?:ce|t|te) du bureau|message d['’]absence|absence\s?[:–-]"
    r"|resposta autom[áa]tica|fora d[oe] escrit[óo]rio(?:\s?[:–-]|$)"
    r"|aus[êe]ncia (?:tempor[áa]ria|do)"
    r"|risposta automatica|abwesen(?:d|heits)|automatische antwort|automatisch antwoord"
    r")",
    re.IGNORECASE,
)
AUTOMATIC_TEXT = re.compile(
    r"(?:this is an? (?:auto(?:matic|mated|matically[ -]generated)?)[ -]{0,3}"
    r"(?:e-?mail|reply|response|message|answer)"
    r"|(?:este|esta|esto) es (?:un|una) (?:mensaje|respuesta|correo) (?:generad[oa] )?autom[áa]tic"
    r"|ceci est (?:un|une) (?:message|r[ée]ponse|courriel|mail) automatique"
    r"|(?:esta|este) [ée] uma? (?:mensagem|resposta|e-?mail) autom[áa]tic"
    r"|(?:please )?do not (?:reply|respond) (?:directly )?to (?:it\b|this (?:e-?mail|message))"
    r"|created automatically by"
    r"|no responda a este (?:correo|mensaje)|merci de ne pas r[ée]pondre"
    r"|ne pas r[ée]pondre [àa] ce (?:message|courriel|mail)|n[ãa]o responda a (?:est[ea]) )",
    re.IGNORECASE,
)
ABSENCE = re.compile(
    r"(?:\b(?:i am|i['’]m|i will be|i['’]ll be) (?:currently |presently )?"
    r"(?:out of|away from|not in) (?:the |my )?office"
    r"|\b(?:i am|i['’]m|i will be|i['’]ll be) (?:currently |now )?(?:away|travell?ing"
    r"|on (?:(?:annual|maternity|paternity|parental|sick|home) )?"
    r"(?:leave|holiday|vacation|mission))"
    r"|\b(?:estoy|estaré|me encuentro) (?:actualmente )?(?:fuera de (?:la )?oficina|ausente"
    r"|de (?:vacaciones|permiso|licencia|baja|misión))"
    r"|\bje (?:suis|serai) (?:actuellement )?(?:absente?|en (?:congé|vacances|mission|déplacement)"
    r"|hors du bureau)"
    r"|\b(?:estou|estarei|encontro-me) (?:atualmente |actualmente )?"
    r"(?:ausente|fora d[oe] escritório"
    r"|de (?:férias|licença|baixa)|em (?:missão|viagem|férias|licença)))",
    re.IGNORECASE,
)
WHAT_ABSENT_PEOPLE_ADD = re.compile(
    r"(?:(?:limited|no|intermittent|restricted|infrequent) access to (?:my )?(?:e-?mails?|internet)"
    r"|(?:urgent|immediate|emergenc)"
    r"|(?:reply|respond|answer|get back to you) (?:to your \S{1,20} )?"
    r"(?:upon|on|after|as soon as)(?: my)? (?:i )?return"
    r"|(?:acceso|conexión) (?:limitad[oa]|restringid[oa]) (?:a|al)|\burg[eê]n(?:te|cia)"
    r"|(?:responder|contestar)é? .{0,40}(?:a mi (?:regreso|vuelta)|cuando (?:regrese|vuelva))"
    r"|acc[èe]s (?:limité|restreint|réduit) [àa]|\burgen(?:t|ce)"
    r"|(?:répondrai|répondre) .{0,40}(?:à|dès) mon retour"
    r"|acesso (?:limitado|restrito|reduzido) a|responderei .{0,40}(?:quando regressar|no (?:meu )?"
    r"(?:regresso|retorno)|ao regressar|assim que))",
    re.IGNORECASE,
)
FAILED_DELIVERY = re.compile(
    r"(?:undeliver(?:ed|able)|un?able to deliver|non[- ]?deliver|not delivered"
    r"|deliver(?:y|ing) .{0,30}(?:fail|error|problem|delay|status|notification|report|incomplete)"
    r"|(?:fail|error|problem|delay|could not).{0,20} deliver|returned (?:mail|message|to sender)"
    r"|mail (?:delivery )?(?:system|status|failed|failure|error|warning)|failure notice"
    r"|bounced? (?:mail|message)|user unknown|delivery report|message delayed"
    r"|could not send message|warning: (?:could not|message)|errors from"
    r"|no se (?:ha podido|pudo) entregar|no entregado|error de entrega|mensaje devuelto"
    r"|échec de (?:la )?(?:remise|distribution|livraison)|non (?:remis|distribuable|délivré)"
    r"|n['’]a pas pu être (?:remis|distribué|délivré)"
    r"|não (?:foi )?(?:entregue|pôde ser entregue)|falha (?:na|de) entrega|devolvid[oa]"
    r"|unzustellbar|mancata consegna|onbestelbaar|недоставлен)",
    re.IGNORECASE,
)
# The first words of reports, also of those whose subject begins as an answer does.
FAILED_DELIVERY_TEXT = re.compile(
    r"\W{0,99}(?:your (?:message|e-?mail) (?:could not be|was not|has not been) delivered to"
    r"|votre (?:message|courriel) n['’](?:a pas pu [êe]tre|a pas [ée]t[ée]) (?:d[ée]livr[ée]|remis)"
    r"|(?:su|tu) (?:mensaje|correo) no (?:pudo ser|ha podido ser|fue) entregado"
    r"|a sua mensagem n[ãa]o (?:p[ôo]de ser|foi) entregue)",
    re.IGNORECASE,
)
ANSWER = re.compile(r"^\s{0,5}(?:re|fwd?|rv|aw|tr|enc|res)\s?:", re.IGNORECASE)
# What mail servers say to each other (RFC 5321 and 3463).
SERVER_ANSWER = re.compile(
    r"(?:\b[45]\d\d[ -]|\b[45]\.\d\.\d{1,3}\b|rcpt to|user unknown|unknown user|no such user"
    r"|mailbox (?:unavailable|full)|over quota|unknown or illegal alias|unrouteable)",
    re.IGNORECASE,
)


def is_automatic_subject(subject: str) -> bool:
    return bool(AUTOMATIC_SUBJECT.match(subject[:200].strip()))


def is_automatic_text(text: str) -> bool:
    """Whether a short text is what a machine says for a person who is away."""
    if len(text) > MOST_CHARACTERS_OF_ANSWER:
        return False
    begin = " ".join(text[:MOST_CHARACTERS_READ].split())
    if AUTOMATIC_TEXT.search(begin):
        return True
    return bool(ABSENCE.search(begin) and WHAT_ABSENT_PEOPLE_ADD.search(begin))


def is_about_failed_delivery(subject: str) -> bool:
    """Whether a subject names a failed delivery, and is not an answer to such a mail."""
    return not ANSWER.match(subject) and bool(FAILED_DELIVERY.search(subject[:200]))


def begins_as_report(text: str) -> bool:
    """Whether the first words of a text say that a mail was not delivered."""
    return bool(FAILED_DELIVERY_TEXT.match(" ".join(text[:MOST_CHARACTERS_READ].split())))


def quotes_a_server(text: str) -> bool:
    return bool(SERVER_ANSWER.search(text[:3_000]))
