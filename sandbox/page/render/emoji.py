"""The emoji names that a dealership's messages use, and the common ones people type."""

from __future__ import annotations

_NAMES = """
+1=👍 -1=👎 thumbsup=👍 thumbsdown=👎 wave=👋 clap=👏 raised_hands=🙌 pray=🙏 muscle=💪
ok_hand=👌 point_right=👉 point_left=👈 point_up=☝️ point_down=👇 handshake=🤝 raised_hand=✋
eyes=👀 writing_hand=✍️ smile=😄 smiley=😃 grinning=😀 slightly_smiling_face=🙂 blush=😊
wink=😉 joy=😂 sweat_smile=😅 laughing=😆 thinking_face=🤔 neutral_face=😐 confused=😕
disappointed=😞 cry=😢 sob=😭 angry=😠 rage=😡 sleeping=😴 scream=😱 sunglasses=😎 heart_eyes=😍
partying_face=🥳 rolling_eyes=🙄 grimacing=😬 hugging_face=🤗 heart=❤️ yellow_heart=💛
green_heart=💚 blue_heart=💙 broken_heart=💔 100=💯 fire=🔥 boom=💥 sparkles=✨ star=⭐ star2=🌟
zap=⚡ tada=🎉 confetti_ball=🎊 trophy=🏆 medal=🏅 first_place_medal=🥇 crown=👑 gem=💎
white_check_mark=✅ heavy_check_mark=✔️ ballot_box_with_check=☑️ x=❌
negative_squared_cross_mark=❎ warning=⚠️ no_entry=⛔ no_entry_sign=🚫 octagonal_sign=🛑
rotating_light=🚨 exclamation=❗ question=❓ grey_exclamation=❕ grey_question=❔ bangbang=‼️
information_source=ℹ️ sos=🆘 new=🆕 up=🆙 cool=🆒 free=🆓 red_circle=🔴 large_orange_circle=🟠
large_yellow_circle=🟡 large_green_circle=🟢 large_blue_circle=🔵 large_purple_circle=🟣
white_circle=⚪ black_circle=⚫ large_red_square=🟥 large_orange_square=🟧
large_yellow_square=🟨 large_green_square=🟩 large_blue_square=🟦 white_large_square=⬜
black_large_square=⬛ small_blue_diamond=🔹 small_orange_diamond=🔸 arrow_right=➡️
arrow_left=⬅️ arrow_up=⬆️ arrow_down=⬇️ arrow_upper_right=↗️ arrow_lower_right=↘️
arrows_counterclockwise=🔄 arrow_forward=▶️ double_vertical_bar=⏸️
leftwards_arrow_with_hook=↩️ arrow_right_hook=↪️ repeat=🔁 heavy_plus_sign=➕
heavy_minus_sign=➖ clock1=🕐 clock3=🕒 clock9=🕘 alarm_clock=⏰ stopwatch=⏱️ timer_clock=⏲️
hourglass=⌛ hourglass_flowing_sand=⏳ watch=⌚ calendar=📅 date=📅 spiral_calendar_pad=🗓️
bell=🔔 no_bell=🔕 mega=📣 loudspeaker=📢 car=🚗 red_car=🚗 blue_car=🚙 truck=🚚
articulated_lorry=🚛 pickup_truck=🛻 bus=🚌 minibus=🚐 tractor=🚜 racing_car=🏎️ police_car=🚓
taxi=🚕 motorcycle=🏍️ fuelpump=⛽ oil_drum=🛢️ construction=🚧 wrench=🔧 hammer=🔨
hammer_and_wrench=🛠️ gear=⚙️ nut_and_bolt=🔩 toolbox=🧰 battery=🔋 electric_plug=🔌 bulb=💡
flashlight=🔦 key=🔑 old_key=🗝️ lock=🔒 unlock=🔓 package=📦 inbox_tray=📥 outbox_tray=📤
mailbox=📫 clipboard=📋 memo=📝 pencil=📝 pencil2=✏️ page_facing_up=📄 bookmark=🔖 label=🏷️
paperclip=📎 link=🔗 pushpin=📌 round_pushpin=📍 mag=🔍 mag_right=🔎 bar_chart=📊
chart_with_upwards_trend=📈 chart_with_downwards_trend=📉 moneybag=💰 dollar=💵
heavy_dollar_sign=💲 credit_card=💳 receipt=🧾 phone=☎️ telephone_receiver=📞 iphone=📱
email=✉️ envelope=✉️ incoming_envelope=📨 speech_balloon=💬 left_speech_bubble=🗨️
thought_balloon=💭 computer=💻 camera=📷 house=🏠 office=🏢 factory=🏭 convenience_store=🏪
checkered_flag=🏁 triangular_flag_on_post=🚩 dart=🎯 gift=🎁 coffee=☕ pizza=🍕 doughnut=🍩
birthday=🎂 sunny=☀️ cloud=☁️ rain_cloud=🌧️ snowflake=❄️ umbrella=☔ runner=🏃
person_running=🏃 man=👨 woman=👩 bust_in_silhouette=👤 busts_in_silhouette=👥 mechanic=🧑‍🔧
robot_face=🤖 ghost=👻 bug=🐛 dog=🐶 recycle=♻️ wastebasket=🗑️ twisted_rightwards_arrows=🔀
back=🔙 soon=🔜 end=🔚 one=1️⃣ two=2️⃣ three=3️⃣ four=4️⃣ five=5️⃣ six=6️⃣
seven=7️⃣ eight=8️⃣ nine=9️⃣ zero=0️⃣ keycap_ten=🔟 crossed_fingers=🤞 v=✌️
"""  # noqa: RUF001 - pictures, not letters.

EMOJI: dict[str, str] = dict(entry.split("=", 1) for entry in _NAMES.split())

QUICK = (
    "+1",
    "white_check_mark",
    "eyes",
    "raised_hands",
    "heart",
    "tada",
    "wrench",
    "hourglass_flowing_sand",
)
"""What the page offers when a person reacts to a message."""


def character(name: str) -> str | None:
    """The emoji of this name, or None. A skin tone is left out."""
    return EMOJI.get(name.split("::", 1)[0].strip(":"))
