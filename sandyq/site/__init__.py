"""The catalogue of what is published, as static pages: built by `build`, shown on this machine by `serve`.

    published/
      kazakhstan-trade/1.0.0/…     what the pages lead to
      site/                        built from it, and from nothing else but whole texts and the last report
        index.html  search.html  indicators.html  countries.html  run.html  sitemap.xml
        datasets/DATASET.html  datasets/DATASET/VERSION.html  datasets/DATASET/OLD..NEW.html, .json
        sources/SOURCE.html  figures/SOURCE/START-END.html
        series/INDICATOR/REPORTER-PARTNER-MEASURE-UNIT.html  embed/ (the same, a chart alone)
        indicators/INDICATOR.html  countries/CODE.html  charts/  previews/  assets/

All links are relative, and the folder published/ is what is to be served.
"""
