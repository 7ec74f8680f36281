"""The invented people of the demonstration conference.

`PEOPLE` has one entry a person, in a fixed order: the order is part of the content, so that a seed always meets the
same people. Every address is under example.org.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

Side = Literal["ml", "systems", "bridge"]
Seniority = Literal["student", "postdoc", "junior", "senior", "engineer", "principal"]

_SIDES: dict[str, Side] = {"M": "ml", "S": "systems", "B": "bridge"}
_SENIORITIES: dict[str, Seniority] = {
    "stu": "student",
    "pd": "postdoc",
    "jun": "junior",
    "sen": "senior",
    "eng": "engineer",
    "pri": "principal",
}
# How readily a person of this standing would be asked to serve on a committee.
COMMITTEE_SENIORITIES: frozenset[Seniority] = frozenset(
    {"postdoc", "junior", "senior", "engineer", "principal"}
)


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An invented university, laboratory or company, with a subdomain of example.org."""

    key: str
    name: str
    country: str  # ISO 3166-1 alpha-2
    timezone: str  # IANA name
    is_company: bool = False

    @property
    def domain(self) -> str:
        return f"{self.key}.example.org"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. `expertise` lists topic codes, strongest first."""

    key: str
    given_name: str
    family_name: str
    affiliation: Affiliation
    side: Side
    seniority: Seniority
    expertise: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self) -> str:
        return f"{self.key}@{self.affiliation.domain}"

    @property
    def country(self) -> str:
        return self.affiliation.country

    @property
    def timezone(self) -> str:
        return self.affiliation.timezone

    @property
    def home_page(self) -> str:
        return f"https://{self.affiliation.domain}/~{self.key.replace('.', '')}"

    @property
    def may_serve(self) -> bool:
        """Whether this person is of a standing to be asked onto a committee."""
        return self.seniority in COMMITTEE_SENIORITIES


AFFILIATIONS: dict[str, Affiliation] = {
    a.key: a
    for a in (
        Affiliation("lakeside", "Lakeside Institute of Technology", "CH", "Europe/Zurich"),
        Affiliation("northgate", "Northgate University", "GB", "Europe/London"),
        Affiliation("fjordtech", "Fjord Technical University", "NO", "Europe/Oslo"),
        Affiliation("meridian", "Meridian State University", "US", "America/Chicago"),
        Affiliation("redwood-coast", "Redwood Coast University", "US", "America/Los_Angeles"),
        Affiliation("harbour-point", "Harbour Point College", "US", "America/New_York"),
        Affiliation("mesa-verde", "Mesa Alta University", "US", "America/Denver"),
        Affiliation("prairie", "Prairie Polytechnic", "CA", "America/Edmonton"),
        Affiliation("saint-amand", "Université Saint-Amand", "CA", "America/Toronto"),
        Affiliation("hanbit", "Hanbit Institute of Science", "KR", "Asia/Seoul"),
        Affiliation("asahi-gawa", "Asahigawa Institute of Informatics", "JP", "Asia/Tokyo"),
        Affiliation("jade-river", "Jade River University", "CN", "Asia/Shanghai"),
        Affiliation("eastlake", "East Lake Institute of Computing", "CN", "Asia/Shanghai"),
        Affiliation("kaveri", "Kaveri Institute of Technology", "IN", "Asia/Kolkata"),
        Affiliation("deccan", "Deccan Centre for Computation", "IN", "Asia/Kolkata"),
        Affiliation("straits", "Straits University", "SG", "Asia/Singapore"),
        Affiliation("formosa-tech", "Formosa Bay University", "TW", "Asia/Taipei"),
        Affiliation("red-delta", "Red Delta University of Science", "VN", "Asia/Ho_Chi_Minh"),
        Affiliation("southern-cross", "Southern Plains University", "AU", "Australia/Melbourne"),
        Affiliation("kauri", "Kauri University", "NZ", "Pacific/Auckland"),
        Affiliation("serra-azul", "Universidade da Serra Azul", "BR", "America/Sao_Paulo"),
        Affiliation("rio-claro-sur", "Universidad del Río Hondo", "AR", "America/Argentina/Buenos_Aires"),
        Affiliation("altiplano", "Instituto del Altiplano", "CL", "America/Santiago"),
        Affiliation("savanna", "Savanna University of Technology", "KE", "Africa/Nairobi"),
        Affiliation("gulf-of-guinea", "University of the Lagoon", "NG", "Africa/Lagos"),
        Affiliation("two-oceans", "Two Oceans University", "ZA", "Africa/Johannesburg"),
        Affiliation("nile-gate", "Nile Gate University", "EG", "Africa/Cairo"),
        Affiliation("galilee-tech", "Carmel Ridge Institute", "IL", "Asia/Jerusalem"),
        Affiliation("bosphorus-tech", "Marmara Technical Institute", "TR", "Europe/Istanbul"),
        Affiliation("isarwerk", "Technische Hochschule Isarwerk", "DE", "Europe/Berlin"),
        Affiliation("elbtal", "Universität Elbtal", "DE", "Europe/Berlin"),
        Affiliation("val-de-lys", "École du Val de Lys", "FR", "Europe/Paris"),
        Affiliation("tramuntana", "Universitat de Tramuntana", "ES", "Europe/Madrid"),
        Affiliation("monte-rosso", "Politecnico di Monterosso", "IT", "Europe/Rome"),
        Affiliation("zuiderdam", "Universiteit Zuiderdam", "NL", "Europe/Amsterdam"),
        Affiliation("oresund", "Sound University", "DK", "Europe/Copenhagen"),
        Affiliation("norrsken", "Norrsken University", "SE", "Europe/Stockholm"),
        Affiliation("tammerlake", "Tammerlake University", "FI", "Europe/Helsinki"),
        Affiliation("wisla", "Uniwersytet Nadwiślański", "PL", "Europe/Warsaw"),
        Affiliation("labska", "Labská Technical University", "CZ", "Europe/Prague"),
        Affiliation("attika", "Attic Institute of Informatics", "GR", "Europe/Athens"),
        Affiliation("tejo", "Instituto do Tejo", "PT", "Europe/Lisbon"),
        Affiliation("copperline", "Copperline Systems", "US", "America/Los_Angeles", True),
        Affiliation("tidepool", "Tidepool Compute", "US", "America/New_York", True),
        Affiliation("quartzite", "Quartzite Silicon", "TW", "Asia/Taipei", True),
        Affiliation("larkspur", "Larkspur Research", "GB", "Europe/London", True),
        Affiliation("brightfold", "Brightfold AI", "DE", "Europe/Berlin", True),
        Affiliation("monsoon", "Monsoon Data", "IN", "Asia/Kolkata", True),
        Affiliation("kitsune", "Kitsune Robotics", "JP", "Asia/Tokyo", True),
        Affiliation("halyard", "Halyard Networks", "NL", "Europe/Amsterdam", True),
    )
}

# given | family | affiliation | side | seniority | expertise, strongest first
_ROWS = """
Ingrid|Solbakken|fjordtech|S|sen|dist comp hw
Tomás|Echeverría Lagos|rio-claro-sur|M|sen|opt fair auto
Adaeze|Nwachukwu-Bell|gulf-of-guinea|B|sen|priv edge soc
Kenji|Morisawa|asahi-gawa|S|sen|comp hw prec
Lakshmi|Venkatarangan|kaveri|M|sen|opt prec prog
Élodie|Marchandeau|val-de-lys|M|sen|fair prod defn
Piotr|Wawrzkowicz|wisla|S|sen|dist for data
Seo-yeon|Baek|hanbit|B|sen|hw prec comp
Marguerite|Thistlewood|northgate|S|sen|for data dist
Rafael|Quintanilha|serra-azul|S|jun|edge hw comp
Wanjiru|Kamande|savanna|B|jun|edge priv auto
Anneliese|Grünwaldt|isarwerk|S|sen|comp dist prec
Yusuf|Demirkaya|bosphorus-tech|M|jun|opt dist prec
Chun-hua|Pai|formosa-tech|S|jun|hw edge comp
Thi Mai|Quách|red-delta|M|jun|data prog auto
Oskar|Lindqvarn|norrsken|S|pri|dist prod cost
Beatrix|van Oudendijk|zuiderdam|S|sen|data for prod
Hēmi|Tautahi|kauri|M|jun|fair soc auto
Naledi|Mokwenyane|two-oceans|B|sen|cost soc edge
Giancarlo|Pietrafesa|monte-rosso|M|sen|opt prog prec
Sunniva|Aasgaard|fjordtech|M|pd|priv fair opt
Dashiell|Okonjo-Reyes|redwood-coast|S|jun|dist cost hw
Meera|Krishnapillai|deccan|M|jun|prog data fair
Zbigniew|Kołodziejak|wisla|S|jun|comp prec for
Catalina|Huenchumil|altiplano|M|jun|auto prod soc
Ruoxin|Tang-Meyer|jade-river|S|sen|dist comp dist
Aapo|Kivirinta|tammerlake|S|pd|edge hw prec
Soledad|Ferrándiz|tramuntana|M|sen|fair defn auto
Jonathan|Abernethy-Cole|meridian|S|sen|for dist data
Hadas|Peretzki|galilee-tech|M|jun|priv opt fair
Mthunzi|Dlangamandla|two-oceans|S|jun|for edge dist
Xiaoyun|Dongfang|eastlake|M|jun|opt prec dist
Nathaniel|Greyeyes-Wood|prairie|B|jun|soc cost priv
Clémence|Bourrelier|saint-amand|M|sen|prod defn fair
Kaja|Vestergård|oresund|S|jun|data prod cost
Theodoros|Kallimanis|attika|S|sen|for data dist
Inês|Carvalhosa|tejo|M|pd|prog prod auto
Radek|Šimonovský|labska|S|pd|comp hw edge
Salma|El-Gharabawy|nile-gate|M|jun|edge opt priv
Callum|Strathearn|northgate|M|jun|defn prod opt
Yui|Tachikawa|kitsune|S|eng|edge hw comp
Devendra|Raghunathan|monsoon|S|pri|data prod cost
Philippa|Ashgrove|larkspur|M|pri|opt soc defn
Lorenz|Habersack|brightfold|B|eng|prod comp cost
Jun-ho|Nam-Kwon|hanbit|S|pd|dist prec hw
Valentina|Strozzapreti|monte-rosso|S|jun|hw comp edge
Emeka|Uzochukwu|gulf-of-guinea|M|pd|auto data soc
Saoirse|Ní Dhuibhir|northgate|B|pd|for opt prod
Wen-ting|Hsiao-Lo|quartzite|S|pri|hw comp prec
Amara|Fontaine-Diallo|val-de-lys|M|jun|fair priv prog
Magnus|Øvregaard|fjordtech|S|eng|dist comp cost
Priscila|Vasconcellos-Brandt|serra-azul|M|jun|prec opt auto
Gideon|Marlowe-Stein|harbour-point|S|sen|dist priv prod
Tuuli|Harjukoski|tammerlake|M|jun|fair defn soc
Arjun|Bhattaranya|kaveri|S|jun|comp for hw
Leontine|Zwartewater|zuiderdam|M|pd|prod data fair
Mateo|Ibarrondo|tramuntana|S|jun|data dist for
Noor|Al-Rashidiya|nile-gate|S|pd|priv edge dist
Friederike|Achtelstetter|elbtal|M|sen|opt defn prog
Hinewai|Parekura|kauri|S|jun|cost edge prod
Bartholomew|Finch-Adeyemi|copperline|S|pri|dist hw cost
Oksana|Hrytsenkova|labska|M|jun|prog auto data
Rohan|Chakravorthy|straits|B|jun|comp opt dist
Mei-lin|Ong-Rahman|straits|M|jun|fair prod priv
Sebastián|Altamirano|rio-claro-sur|S|pd|for comp data
Greta|Lindenmoser|lakeside|M|sen|opt prec fair
Luca|Zumthurm|lakeside|S|sen|dist data comp
Aurelia|Cavegn|lakeside|B|jun|prog comp prod
Hyun-woo|Seol|hanbit|M|jun|prog opt fair
Delphine|Okafor-Lacroix|saint-amand|S|jun|hw cost prec
Ayodele|Martins-Cole|harbour-point|M|jun|soc fair prod
Nikolaj|Brøndsted|oresund|M|sen|opt prog for
Saga|Hallonqvist|norrsken|B|jun|prod cost data
Imogen|Tarrant|southern-cross|M|sen|defn fair soc
Dimitra|Papakyriakou|attika|M|jun|opt auto prec
Wiremu|Rangihuna|kauri|S|stu|for data
Linh|Đoàn|red-delta|S|stu|comp edge
Jakob|Steinbrecher|isarwerk|S|stu|dist comp
Ananya|Sivasubramani|kaveri|M|stu|opt prec
Chidi|Ezeanyika|gulf-of-guinea|M|stu|priv fair
Sofía|Barrenechea|altiplano|M|stu|auto prog
Haruto|Kazehaya|asahi-gawa|S|stu|hw comp
Emily|Cartwright-Sato|redwood-coast|M|stu|fair prod
Zeynep|Altınordu|bosphorus-tech|S|stu|data dist
Mikołaj|Brzostek|wisla|M|stu|opt for
Fenna|Dijkgraaf-Boon|zuiderdam|S|stu|for cost
Thabo|Sekgobela|two-oceans|B|stu|edge cost
Yifan|Ouyang-Ke|jade-river|S|stu|dist hw
Ana Luísa|Peixoto|tejo|M|stu|data prog
Joon|Hwang-Lee|meridian|S|stu|for comp
Birgitta|Ekströmer|norrsken|M|stu|prod fair
Omar|Bensaïdane|val-de-lys|S|stu|prec comp
Charlotte|Weatherby|southern-cross|M|stu|soc defn
Pavel|Dvořákovský|labska|S|stu|edge comp
Tzu-yu|Kuo-Mei|formosa-tech|M|stu|auto data
Isaac|Bellweather|mesa-verde|S|jun|cost dist prod
Paloma|Etcheverry|mesa-verde|M|jun|defn prog fair
Viktor|Hallgrímsen|tidepool|S|eng|dist prod hw
Shira|Ben-Tovim|galilee-tech|S|jun|priv hw dist
Nandini|Iyengarao|tidepool|M|eng|opt cost dist
Cosimo|Bellandrini|copperline|M|eng|prec comp opt
Ella|Thorgrimsdóttir|larkspur|B|eng|prod for soc
Kwabena|Asare-Mintah|savanna|S|jun|edge data for
Ximena|Ollantay|altiplano|S|jun|dist cost for
"""


def plain_letters(text: str) -> str:
    """Fold a name to the plain letters that an address would have."""
    special = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "Đ": "D", "đ": "d", "ı": "i", "ß": "ss"})
    decomposed = unicodedata.normalize("NFKD", text.translate(special))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _key(given: str, family: str) -> str:
    parts = (plain_letters(part).lower().replace(" ", "-").replace("'", "") for part in (given, family))
    return ".".join(parts)


def _parse(row: str) -> Person:
    given, family, affiliation, side, seniority, expertise = row.split("|")
    return Person(
        key=_key(given, family),
        given_name=given,
        family_name=family,
        affiliation=AFFILIATIONS[affiliation],
        side=_SIDES[side],
        seniority=_SENIORITIES[seniority],
        expertise=tuple(dict.fromkeys(expertise.split())),
    )


PEOPLE: tuple[Person, ...] = tuple(_parse(row) for row in _ROWS.strip().splitlines())


def members(side: Side) -> tuple[Person, ...]:
    """People of one side who may serve on a committee, in the order of `PEOPLE`."""
    return tuple(p for p in PEOPLE if p.side == side and p.may_serve)
