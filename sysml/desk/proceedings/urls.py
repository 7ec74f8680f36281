"""Addresses of the proceedings, under an edition."""

from django.urls import path

from sysml.desk.proceedings import views

pages = [
    path("chair/proceedings/", views.desk, name="proceedings-desk"),
    path("chair/proceedings/sessions/", views.sessions, name="proceedings-sessions"),
    path("chair/proceedings/remind/", views.remind, name="proceedings-remind"),
    path("chair/proceedings/print/", views.order_print, name="proceedings-print"),
    path("chair/proceedings/print/<slug:xid>/", views.print_state, name="proceedings-print-state"),
    path("chair/proceedings/print/<slug:xid>/file.pdf", views.print_file, name="proceedings-print-file"),
    path("proceedings/", views.public, name="proceedings"),
    path("proceedings/<int:number>.pdf", views.public_file, name="proceedings-file"),
    path("proceedings/<int:number>.bib", views.citation, name="proceedings-citation"),
    path("proceedings.bib", views.bibliography, name="proceedings-bibliography"),
]
