"""Addresses of editions' settings (`pages`, under an edition) and of making one (`site`)."""

from django.urls import path

from sysml.conference.views import calendar, editions, letters, offices, tokens, tracks

site = [
    path("new/", editions.edition_new, name="edition-new"),
    path("me/tokens/", tokens.token_list, name="tokens"),
    path("me/tokens/<slug:xid>/revoke/", tokens.token_revoke, name="token-revoke"),
]

_SETTINGS = "chair/settings/"
pages = [
    path(_SETTINGS, editions.overview, name="settings"),
    path(f"{_SETTINGS}acts/<slug:kind>/", editions.act, name="settings-act"),
    path(f"{_SETTINGS}acts/<slug:kind>/undo/", editions.undo_act, name="settings-act-undo"),
    path(f"{_SETTINGS}description/", editions.description, name="settings-description"),
    path(f"{_SETTINGS}clone/", editions.clone, name="settings-clone"),
    path(f"{_SETTINGS}tracks/", tracks.track_list, name="settings-tracks"),
    path(f"{_SETTINGS}tracks/<slug:slug>/", tracks.track, name="settings-track"),
    path(f"{_SETTINGS}tracks/<slug:slug>/remove/", tracks.track_remove, name="settings-track-remove"),
    path(f"{_SETTINGS}calendar/", calendar.calendar, name="settings-calendar"),
    path(f"{_SETTINGS}calendar/<slug:kind>/", calendar.window, name="settings-window"),
    path(
        f"{_SETTINGS}calendar/<slug:kind>/<slug:xid>/remove/",
        calendar.window_remove,
        name="settings-window-remove",
    ),
    path(f"{_SETTINGS}topics/", tracks.topics, name="settings-topics"),
    path(f"{_SETTINGS}offices/", offices.offices, name="settings-offices"),
    path(f"{_SETTINGS}offices/<slug:xid>/take/", offices.office_take, name="settings-office-take"),
    path(f"{_SETTINGS}letters/", letters.letter_list, name="settings-letters"),
    path(f"{_SETTINGS}letters/<slug:kind>/", letters.letter_words, name="settings-letter"),
    path(f"{_SETTINGS}letters/<slug:kind>/switch/", letters.switch_letter, name="settings-letter-switch"),
    path(f"{_SETTINGS}letters/<slug:kind>/reset/", letters.letter_reset, name="settings-letter-reset"),
]
