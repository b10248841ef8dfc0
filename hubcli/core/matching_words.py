"""The words for HubSpot's own properties in other people's languages, and how words are compared."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th"})
_NO_WORD = re.compile(r"[\W_]+")
_LEAST_FOR_SLIPS = 5
"""Letters from which on a word that is one slip away is likely to be the same word."""

_PEOPLE = {
    "firstname": "fornavn, vorname, prénom, nombre, given name, forename, fornamn, voornaam, etunimi, nome, imię",
    "lastname": "etternavn, efternavn, efternamn, nachname, familienname, nom, nom de famille, apellido, apellidos,"
    " surname, family name, slektsnavn, achternaam, sukunimi, cognome, nazwisko, sobrenome, apelido",
    "email": "epost, e-post, e-postadresse, epostadresse, mail, e-mail, mailadresse, e-mail-adresse, email address,"
    " courriel, adresse e-mail, adresse électronique, correo, correo electrónico, e-mailadresse, sähköposti",
    "company": "selskap, firma, bedrift, firmanavn, virksomhet, unternehmen, entreprise, société, empresa, företag,"
    " bedrijf, azienda, yritys, kunde, company name, organization, organisation, organisasjon",
    "jobtitle": "stilling, tittel, stillingstittel, jobbtittel, position, berufsbezeichnung, fonction, poste, cargo,"
    " puesto, job title, job, title, titel, functie, ruolo, yrkestittel",
    "salutation": "tiltale, anrede, civilité, tratamiento, tilltal, aanhef",
    "mobilephone": "mobil, mobiltelefon, mobilnummer, mobile, handy, handynummer, portable, téléphone portable, móvil,"
    " celular, cell, cell phone, mobile number, mobiel",
    "numemployees": "ansatte, antall ansatte, mitarbeiter, mitarbeiterzahl, nombre d'employés, effectif,"
    " número de empleados, employees, antal anställda",
    "date_of_birth": "fødselsdato, fødselsdag, geburtsdatum, geburtstag, fecha nacimiento, date de naissance, fecha de nacimiento, birthday, birth date, födelsedatum",
    "gender": "kjønn, geschlecht, sexe, sexo, sex, kön",
    "hs_language": "språk, sprache, langue, idioma, language",
}
_PLACES = {
    "phone": "telefon, tlf, telefonnummer, telefonnr, téléphone, teléfono, tel, phone, phone number, telephone,"
    " telefoon, puhelin, telefono, telefone",
    "address": "adresse, gateadresse, gate, straße, strasse, anschrift, rue, dirección, calle, street, adress,"
    " gatuadress, adres, straat, indirizzo, morada, endereço",
    "city": "by, poststed, sted, ort, stadt, ville, ciudad, town, postort, plaats, stad, città, cidade, kaupunki",
    "zip": "postnummer, postnr, postleitzahl, plz, code postal, código postal, postal code, postcode, zip code, zipcode,"
    " cap, postinumero",
    "state": "fylke, region, bundesland, kanton, province, provincia, estado, county, län, provincie, département",
    "country": "land, pays, país, country, nation, paese, maa, staat",
    "website": "nettside, nettsted, hjemmeside, webside, webseite, internetseite, site web, site internet, sitio web,"
    " página web, web, url, homepage, hemsida, webbplats, sito web, website",
    "industry": "bransje, næring, branche, industrie, secteur, sector, industria, bransch, settore, toimiala",
    "annualrevenue": "omsetning, årsomsetning, umsatz, jahresumsatz, chiffre d'affaires, ingresos, facturación, revenue,"
    " turnover, omsättning, årsomsättning, omzet, fatturato, liikevaihto",
    "fax": "faks, telefax, télécopie",
    "lifecyclestage": "livssyklus, livssyklusfase, lebenszyklusphase, lifecycle phase, phase du cycle de vie,"
    " etapa del ciclo de vida, livscykelfas",
    "hubspot_owner_id": "eier, ansvarlig, kontoansvarlig, saksbehandler, selger, selgar, besitzer, zuständig, betreuer,"
    " propriétaire, commercial, propietario, owner, account manager, sales rep, ägare, säljare, verkoper",
    "twitterhandle": "twitter",
    "closedate": "kundedato, kunde siden, kunde fra, kunde seit, kundenseit, client depuis, cliente desde, kund sedan,"
    " klant sinds, customer since, became a customer",
}
_COMPANIES = {
    "name": "navn, firmanavn, selskap, firma, bedrift, bedriftsnavn, kunde, kundenavn, name, firmenname, unternehmen,"
    " kundenname, nom, entreprise, société, raison sociale, nombre, empresa, företag, företagsnamn, company,"
    " company name, organization, organisation, customer, bedrijf, azienda, yritys",
    "domain": "domene, domäne, domaine, dominio, domän, domein, company domain",
    "numberofemployees": _PEOPLE["numemployees"],
    "description": "beskrivelse, beschreibung, description, descripción, beskrivning, omschrijving",
    "type": "kundetype, kundentyp, typ",
    "founded_year": "stiftet, stiftelsesår, gründungsjahr, année de création, año de fundación, grundat",
}
_DEALS = {
    "dealname": "navn, avtale, avtalenavn, salgsmulighet, geschäft, name, bezeichnung, nom, affaire,"
    " nom de la transaction, negocio, deal, opportunity, affär, deal naam",
    "amount": "beløp, sum, verdi, pris, betrag, wert, preis, summe, montant, valeur, prix, importe, monto, valor,"
    " value, price, belopp, bedrag, importo, summa",
    "closedate": "sluttdato, lukkedato, avslutningsdato, abschlussdatum, date de clôture, date de fermeture,"
    " fecha de cierre, close date, closing date, slutdatum",
    "dealstage": "fase, stadium, salgsfase, steg, phase, vertriebsphase, étape, etapa, stage",
    "pipeline": "salgsprosess, vertriebspipeline, embudo",
    "dealtype": "avtaletype, type, typ",
    "deal_currency_code": "valuta, währung, devise, moneda, currency",
    "description": _COMPANIES["description"],
}
_TICKETS = {
    "subject": "emne, tittel, betreff, titel, sujet, objet, asunto, title, ämne, onderwerp",
    "content": "innhold, beskrivelse, beschreibung, inhalt, contenu, description, contenido, descripción, innehåll",
    "hs_ticket_priority": "prioritet, priorität, priorité, prioridad, priority",
    "hs_pipeline_stage": "status, fase, phase, étape, etapa, stage",
    "hs_pipeline": "pipeline",
}
_GOODS = {
    "name": "navn, produkt, produktnavn, vare, varenavn, name, artikel, produktname, nom, produit, nombre, producto, product",
    "price": "pris, stykkpris, preis, einzelpreis, prix, precio, unit price",
    "quantity": "antall, mengde, menge, anzahl, quantité, cantidad, antal, qty",
    "hs_sku": "varenummer, varenr, artikkelnummer, artikelnummer, référence, sku, article number",
    "description": _COMPANIES["description"],
}
_OF_OBJECTS: Mapping[str, tuple[Mapping[str, str], ...]] = MappingProxyType(
    {
        "contacts": (_PEOPLE, _PLACES),
        "companies": (_COMPANIES, _PLACES),
        "deals": (_DEALS, {"hubspot_owner_id": _PLACES["hubspot_owner_id"]}),
        "tickets": (_TICKETS, {"hubspot_owner_id": _PLACES["hubspot_owner_id"]}),
        "products": (_GOODS,),
        "line_items": (_GOODS,),
    }
)


def bare(word: str) -> str:
    """A word as it is compared: without case, accents, white space and signs (`E-post` is `epost`)."""
    folded = word.casefold().translate(_LETTERS)
    parts = unicodedata.normalize("NFKD", folded)
    return _NO_WORD.sub("", "".join(char for char in parts if not unicodedata.combining(char)))


def parts_of(word: str) -> frozenset[str]:
    """The bare words of a header or label (`Lead Status` has lead and status)."""
    return frozenset(found for part in re.split(r"[\W_]+", word) if (found := bare(part)))


def slips(word: str) -> frozenset[str]:
    """A bare word, and what is left of it without any one letter.

    Two words that share one of these are a slip of the pen apart: a letter more, less, another or
    two in each other's place. Short words have none, as half of them would be near each other.
    """
    if len(word) < _LEAST_FOR_SLIPS:
        return frozenset()
    return frozenset({word, *(word[:index] + word[index + 1 :] for index in range(len(word)))})


@cache
def synonyms(object_name: str) -> Mapping[str, frozenset[str]]:
    """Bare word to the properties of an object that people call so."""
    found: dict[str, set[str]] = {}
    for name, word in _synonyms(object_name):
        found.setdefault(bare(word), set()).add(name)
    return MappingProxyType({word: frozenset(names) for word, names in found.items()})


def _synonyms(object_name: str) -> Iterator[tuple[str, str]]:
    for table in _OF_OBJECTS.get(object_name, ()):
        for name, words in table.items():
            for word in words.split(","):
                yield name, word
