"""Django looks for the tables here."""

from forum.mail.delivery.addresses import MailAddress as MailAddress
from forum.mail.delivery.domains import DomainDay as DomainDay
from forum.mail.delivery.domains import MailDomain as MailDomain
