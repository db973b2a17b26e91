from __future__ import annotations

from django.urls import path, re_path
from django.views.generic import RedirectView

from cms.delivery import (
    bundles,
    corrections,
    coverage,
    entrance,
    forms,
    fronts,
    log,
    reference,
    related,
    resolving,
    searching,
    stories,
    syncing,
    versions,
    views,
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api-docs")),
    path("docs/", reference.Reference.as_view(), name="api-docs"),
    path("docs/problems/", reference.Problems.as_view(), name="api-problems"),
    path("schema/", reference.Schema.as_view(), name="api-schema"),
    path("v1/", entrance.Index.as_view()),
    path("v1/articles/", stories.ArticleList.as_view()),
    path("v1/articles/<str:name>/", forms.ArticleDetail.as_view()),
    path("v1/articles/<str:name>/related/", related.Related.as_view()),
    path("v1/articles/<str:name>/updates/", coverage.Updates.as_view()),
    path("v1/articles/<str:name>/versions/", versions.VersionList.as_view()),
    path("v1/articles/<str:name>/versions/<int:number>/", versions.VersionDetail.as_view()),
    path("v1/articles/<str:name>/versions/<int:number>/diff/", versions.VersionDifference.as_view()),
    path("v1/categories/", views.CategoryTree.as_view()),
    path("v1/categories/<str:name>/", views.CategoryDetail.as_view()),
    path("v1/collections/", fronts.CollectionList.as_view()),
    path("v1/collections/<str:name>/", fronts.CollectionDetail.as_view()),
    path("v1/tags/", views.TagList.as_view()),
    path("v1/tags/<str:name>/", views.TagDetail.as_view()),
    path("v1/authors/", views.AuthorList.as_view()),
    path("v1/authors/<str:name>/", views.AuthorDetail.as_view()),
    path("v1/images/<str:name>/", views.ImageDetail.as_view()),
    path("v1/corrections/", corrections.CorrectionList.as_view()),
    path("v1/corrections/summary/", corrections.CorrectionsSummary.as_view()),
    path("v1/corrections/<str:name>/", corrections.CorrectionDetail.as_view()),
    path("v1/log/", log.Log.as_view()),
    path("v1/resolve/", resolving.Resolve.as_view()),
    path("v1/search/", searching.Search.as_view()),
    path("v1/bundles/", bundles.NewestBundle.as_view()),
    path("v1/bundles/<str:edition>/", bundles.OneBundle.as_view()),
    path("v1/sync/", syncing.Sync.as_view()),
    path("v1/site/", views.Site.as_view()),
    # Line breaks included, which a path converter leaves out.
    re_path(r"\A(?P<path>[\s\S]+)\Z", entrance.UnknownAddress.as_view(), name=entrance.UNKNOWN),
]
