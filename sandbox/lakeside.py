"""Lakeside Motors: nine people in three departments, and what they said this morning."""

from sandbox.cast import Cast, Said
from sandbox.model import Channel, Team, User

TEAM = Team("T0LAKESIDE", "Lakeside Motors", "lakeside-motors")

DANA, MARCUS, PRIYA = "U0DANAWHTFD", "U0MARCUSRD1", "U0PRIYANAIR"
TOM, RENEE, LUIS, GRACE = "U0TOMALVRZ1", "U0RENEECOLE", "U0LUISORTGA", "U0GRACEKIM1"
SAM, JOAN = "U0SAMBECKER", "U0JOANPRICE"

SALES_PEOPLE = (DANA, MARCUS, PRIYA)
SERVICE_PEOPLE = (TOM, RENEE, LUIS, GRACE)
PARTS_PEOPLE = (SAM, JOAN)
EVERYBODY = SALES_PEOPLE + SERVICE_PEOPLE + PARTS_PEOPLE

SALES, SERVICE = "C0SALESFLR1", "C0SERVICEDR"
PARTS, GENERAL = "C0PARTSCNTR", "C0GENERAL01"


def _person(user_id: str, real_name: str, title: str, emoji: str, color: str) -> User:
    first, last = real_name.split()
    name = first.lower()
    email = f"{name}.{last.lower()}@lakesidemotors.example"
    return User(user_id, name, real_name, title, email, emoji=emoji, color=color)


_USERS = (
    _person(DANA, "Dana Whitfield", "Salesperson", "🚗", "2b6cb0"),
    _person(MARCUS, "Marcus Reed", "Salesperson", "🏷️", "6b46c1"),
    _person(PRIYA, "Priya Nair", "Sales manager", "📈", "b83280"),
    _person(TOM, "Tom Alvarez", "Service advisor", "📋", "2f855a"),
    _person(RENEE, "Renee Cole", "Service advisor", "☎️", "c05621"),
    _person(LUIS, "Luis Ortega", "Technician", "🔧", "4a5568"),
    _person(GRACE, "Grace Kim", "Service manager", "🧭", "00707a"),
    _person(SAM, "Sam Becker", "Parts counter", "📦", "975a16"),
    _person(JOAN, "Joan Price", "Parts manager", "🗄️", "9b2c2c"),
)

# The floor's own three rooms and the one for all. A manager reads along in every department's.
_CHANNELS = (
    Channel(
        SALES,
        "sales",
        topic="Deliveries, trade-ins, who is up",
        members=[*SALES_PEOPLE, GRACE, JOAN],
        creator=PRIYA,
    ),
    Channel(
        SERVICE,
        "service",
        topic="The drive, the bays, what waits",
        members=[*SERVICE_PEOPLE, PRIYA, JOAN],
        creator=GRACE,
    ),
    Channel(
        PARTS,
        "parts",
        topic="Stock, special orders, ETAs",
        members=[*PARTS_PEOPLE, GRACE, PRIYA, LUIS],
        creator=JOAN,
    ),
    Channel(
        GENERAL, "general", topic="Everybody at Lakeside", members=list(EVERYBODY), creator=PRIYA
    ),
)

_MORNING = (
    Said(
        118,
        "general",
        PRIYA,
        "Good morning! Three deliveries today: 11:00, 2:30 and 5:00."
        " Coffee machine upstairs is broken again.",
        reactions={"coffee": [MARCUS, TOM], "cry": [DANA]},
    ),
    Said(
        112,
        "general",
        GRACE,
        "Morning all. 31 on the book in service, two of them towed in last night."
        " Loaners are tight: one left.",
        replies=(
            Said(109, "general", TOM, "That last one is promised to Mr. Hanley at 10."),
            Said(107, "general", GRACE, "Then there is none. Thanks for saying so."),
        ),
    ),
    Said(
        96,
        "parts",
        JOAN,
        "The truck came at 7:40. Two brake kits short, the rest is on the shelf.",
        reactions={"+1": [SAM]},
    ),
    Said(88, "service", LUIS, "Bay 4 lift is slow coming down this morning, but it works."),
    Said(
        84,
        "service",
        GRACE,
        "I called the lift people, they come after lunch. Heavy ones into bay 2, please.",
    ),
    Said(
        71,
        "sales",
        DANA,
        "The Lopez family picks up the white one at 5. She asked twice about the second key.",
    ),
    Said(
        66,
        "sales",
        MARCUS,
        "My 11:00 moved to 11:30, they are coming from out of town.",
        reactions={"eyes": [PRIYA]},
    ),
    Said(52, "parts", SAM, "Counter is open on both sides until noon, then it is just me."),
    Said(
        38,
        "service",
        RENEE,
        "Hanley's pickup: the customer waits in the lounge and needs it for work today.",
        replies=(Said(35, "service", LUIS, "On the rack in ten minutes."),),
    ),
    Said(
        21,
        "general",
        JOAN,
        "Reminder: inventory count on Saturday. Whoever took the torque wrench, it is missed.",
        reactions={"eyes": [LUIS, SAM]},
    ),
)

LAKESIDE = Cast(
    team=TEAM,
    users=_USERS,
    channels=_CHANNELS,
    said=_MORNING,
    app_in=(SALES, SERVICE, PARTS),
)
