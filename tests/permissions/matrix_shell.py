"""The lists of the shell: what each page of a list answers, by kind of list, and then every address of every list."""

from tests.permissions.notation import Line, answers_by_name

# By POST: an empty form to "add" and "change"; to "list" the order to delete the row; to "delete" the confirmation.
POSTS = {"list": "delete-chosen", "delete": "confirmation"}

# By kind of list. In words:
# document     a plan and its parts: read by the province and by those below, whom it binds; written by its editors.
# definition   annexes, columns, rows: say figures of the whole, so nobody below the plan has them (ADR 17).
# figure       reports and their results: those of the own subtree alone.
# target       as "figure"; the history of a target is that of its cell.
# change       the history of figures: as figures, and written by nobody.
# place        catalogues with a place: own subtree and the levels above; written by administrators of the subtree.
# shared       the catalogue of indicators: one for the whole installation, written by its administrators alone.
# account      accounts, of the own subtree, for administrators.
# log          the two logs: as accounts, and written by nobody.
KINDS = {
    "document": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/stay  200/403    200/403    200/302+   200/403    200/302+
    add       login      200         403        403        200        403        200
    change    login      404         200/403    200/403    200        200/403    200
    delete    login      404         403        403        200/302+   403        200/302+
    history   login      404         200        200        200        200        200
    bare      login      change      change     change     change     change     change
    """,
    "definition": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/stay  empty/403  empty/403  200/302+   200/403    200/302+
    add       login      200         403        403        200        403        200
    change    login      404         404        404        200        200/403    200
    delete    login      404         404        404        200/302+   403        200/302+
    history   login      404         404        404        200        200        200
    bare      login      change      change     change     change     change     change
    """,
    "figure": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/stay  empty/403  200/403    200/302+   200/403    200/302+
    add       login      200         403        403        200        403        200
    change    login      404         404        200/403    200        200/403    200
    delete    login      404         404        403        200/302+   403        200/302+
    history   login      404         404        200        200        200        200
    bare      login      change      change     change     change     change     change
    """,
    "target": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/stay  empty/403  200/403    200/302+   200/403    200/302+
    add       login      200         403        403        200        403        200
    change    login      404         404        200/403    200        200/403    200
    delete    login      404         404        403        200/302+   403        200/302+
    history   login      404         404        changes    changes    changes    changes
    bare      login      change      change     change     change     change     change
    """,
    "change": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/403   empty/403  200/403    200/403    200/403    200/403
    add       login      403         403        403        403        403        403
    change    login      404         404        200/403    200/403    200/403    200/403
    delete    login      404         404        403        403        403        403
    history   login      404         404        200        200        200        200
    bare      login      change      change     change     change     change     change
    """,
    "place": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/stay  empty/403  200/403    200/403    200/403    200/302+
    add       login      200         403        403        403        403        200
    change    login      404         404        200/403    200/403    200/403    200
    delete    login      404         404        403        403        403        200/302+
    history   login      404         404        200        200        200        200
    bare      login      change      change     change     change     change     change
    """,
    "shared": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      200/403     200/403    200/403    200/403    200/403    200/403
    add       login      403         403        403        403        403        403
    change    login      200/403     200/403    200/403    200/403    200/403    200/403
    delete    login      403         403        403        403        403        403
    history   login      200         200        200        200        200        200
    bare      login      change      change     change     change     change     change
    """,
    "account": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/stay  403        403        403        403        200/302+
    add       login      200         403        403        403        403        200
    change    login      404         404        403        403        403        200
    delete    login      404         404        403        403        403        200/302+
    history   login      404         404        403        403        403        200
    bare      login      change      change     change     change     change     change
    """,
    "log": """
              anonymous  outsider    neighbour  officer    editor     leader     administrator
    list      login      empty/403   403        403        403        403        200/403
    add       login      403         403        403        403        403        403
    change    login      404         404        403        403        403        200/403
    delete    login      404         404        403        403        403        403
    history   login      404         404        403        403        403        200
    bare      login      change      change     change     change     change     change
    """,
}

# Each address of each list: its kind, and the page of that kind.
ROUTES = """
/plans/plan/                                           document    list
/plans/plan/add/                                       document    add
/plans/plan/<path:object_id>/change/                   document    change
/plans/plan/<path:object_id>/delete/                   document    delete
/plans/plan/<path:object_id>/history/                  document    history
/plans/plan/<path:object_id>/                          document    bare
/plans/section/                                        document    list
/plans/section/add/                                    document    add
/plans/section/<path:object_id>/change/                document    change
/plans/section/<path:object_id>/delete/                document    delete
/plans/section/<path:object_id>/history/               document    history
/plans/section/<path:object_id>/                       document    bare
/plans/activity/                                       document    list
/plans/activity/add/                                   document    add
/plans/activity/<path:object_id>/change/               document    change
/plans/activity/<path:object_id>/delete/               document    delete
/plans/activity/<path:object_id>/history/              document    history
/plans/activity/<path:object_id>/                      document    bare
/plans/assignment/                                     document    list
/plans/assignment/add/                                 document    add
/plans/assignment/<path:object_id>/change/             document    change
/plans/assignment/<path:object_id>/delete/             document    delete
/plans/assignment/<path:object_id>/history/            document    history
/plans/assignment/<path:object_id>/                    document    bare
/plans/budgetline/                                     document    list
/plans/budgetline/add/                                 document    add
/plans/budgetline/<path:object_id>/change/             document    change
/plans/budgetline/<path:object_id>/delete/             document    delete
/plans/budgetline/<path:object_id>/history/            document    history
/plans/budgetline/<path:object_id>/                    document    bare
/plans/legalbasis/                                     document    list
/plans/legalbasis/add/                                 document    add
/plans/legalbasis/<path:object_id>/change/             document    change
/plans/legalbasis/<path:object_id>/delete/             document    delete
/plans/legalbasis/<path:object_id>/history/            document    history
/plans/legalbasis/<path:object_id>/                    document    bare
/plans/recipient/                                      document    list
/plans/recipient/add/                                  document    add
/plans/recipient/<path:object_id>/change/              document    change
/plans/recipient/<path:object_id>/delete/              document    delete
/plans/recipient/<path:object_id>/history/             document    history
/plans/recipient/<path:object_id>/                     document    bare
/targets/target/                                       target      list
/targets/target/add/                                   target      add
/targets/target/<path:object_id>/change/               target      change
/targets/target/<path:object_id>/delete/               target      delete
/targets/target/<path:object_id>/history/              target      history
/targets/target/<path:object_id>/                      target      bare
/targets/annex/                                        definition  list
/targets/annex/add/                                    definition  add
/targets/annex/<path:object_id>/change/                definition  change
/targets/annex/<path:object_id>/delete/                definition  delete
/targets/annex/<path:object_id>/history/               definition  history
/targets/annex/<path:object_id>/                       definition  bare
/targets/column/                                       definition  list
/targets/column/add/                                   definition  add
/targets/column/<path:object_id>/change/               definition  change
/targets/column/<path:object_id>/delete/               definition  delete
/targets/column/<path:object_id>/history/              definition  history
/targets/column/<path:object_id>/                      definition  bare
/targets/row/                                          definition  list
/targets/row/add/                                      definition  add
/targets/row/<path:object_id>/change/                  definition  change
/targets/row/<path:object_id>/delete/                  definition  delete
/targets/row/<path:object_id>/history/                 definition  history
/targets/row/<path:object_id>/                         definition  bare
/targets/targetchange/                                 change      list
/targets/targetchange/add/                             change      add
/targets/targetchange/<path:object_id>/change/         change      change
/targets/targetchange/<path:object_id>/delete/         change      delete
/targets/targetchange/<path:object_id>/history/        change      history
/targets/targetchange/<path:object_id>/                change      bare
/targets/period/                                       document    list
/targets/period/add/                                   document    add
/targets/period/<path:object_id>/change/               document    change
/targets/period/<path:object_id>/delete/               document    delete
/targets/period/<path:object_id>/history/              document    history
/targets/period/<path:object_id>/                      document    bare
/targets/submission/                                   figure      list
/targets/submission/add/                               figure      add
/targets/submission/<path:object_id>/change/           figure      change
/targets/submission/<path:object_id>/delete/           figure      delete
/targets/submission/<path:object_id>/history/          figure      history
/targets/submission/<path:object_id>/                  figure      bare
/targets/result/                                       figure      list
/targets/result/add/                                   figure      add
/targets/result/<path:object_id>/change/               figure      change
/targets/result/<path:object_id>/delete/               figure      delete
/targets/result/<path:object_id>/history/              figure      history
/targets/result/<path:object_id>/                      figure      bare
/localities/locality/                                  place       list
/localities/locality/add/                              place       add
/localities/locality/<path:object_id>/change/          place       change
/localities/locality/<path:object_id>/delete/          place       delete
/localities/locality/<path:object_id>/history/         place       history
/localities/locality/<path:object_id>/                 place       bare
/localities/succession/                                place       list
/localities/succession/add/                            place       add
/localities/succession/<path:object_id>/change/        place       change
/localities/succession/<path:object_id>/delete/        place       delete
/localities/succession/<path:object_id>/history/       place       history
/localities/succession/<path:object_id>/               place       bare
/localities/facility/                                  place       list
/localities/facility/add/                              place       add
/localities/facility/<path:object_id>/change/          place       change
/localities/facility/<path:object_id>/delete/          place       delete
/localities/facility/<path:object_id>/history/         place       history
/localities/facility/<path:object_id>/                 place       bare
/localities/agency/                                    place       list
/localities/agency/add/                                place       add
/localities/agency/<path:object_id>/change/            place       change
/localities/agency/<path:object_id>/delete/            place       delete
/localities/agency/<path:object_id>/history/           place       history
/localities/agency/<path:object_id>/                   place       bare
/targets/indicator/                                    shared      list
/targets/indicator/add/                                shared      add
/targets/indicator/<path:object_id>/change/            shared      change
/targets/indicator/<path:object_id>/delete/            shared      delete
/targets/indicator/<path:object_id>/history/           shared      history
/targets/indicator/<path:object_id>/                   shared      bare
/accounts/user/                                        account     list
/accounts/user/add/                                    account     add
/accounts/user/<path:object_id>/change/                account     change
/accounts/user/<path:object_id>/delete/                account     delete
/accounts/user/<path:object_id>/history/               account     history
/accounts/user/<path:object_id>/                       account     bare
/accounts/auditevent/                                  log         list
/accounts/auditevent/add/                              log         add
/accounts/auditevent/<path:object_id>/change/          log         change
/accounts/auditevent/<path:object_id>/delete/          log         delete
/accounts/auditevent/<path:object_id>/history/         log         history
/accounts/auditevent/<path:object_id>/                 log         bare
/admin/logentry/                                       log         list
/admin/logentry/add/                                   log         add
/admin/logentry/<path:object_id>/change/               log         change
/admin/logentry/<path:object_id>/delete/               log         delete
/admin/logentry/<path:object_id>/history/              log         history
/admin/logentry/<path:object_id>/                      log         bare
"""


def _lines() -> list[Line]:
    kinds = {kind: answers_by_name(table) for kind, table in KINDS.items()}
    routes = [line.split() for line in ROUTES.strip().splitlines()]
    return [
        Line(route.removeprefix("/"), kinds[kind][page], posts=POSTS.get(page, "nothing"))
        for route, kind, page in routes
    ]


SHELL_LISTS = _lines()
